import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'vote.notInSession': 'A vote can only be opened while the meeting is in session.',
    'vote.itemEnded': 'The item has ended. Take it up again to vote on it.',
    'vote.oneAtATime': 'A vote on this item is open already.',
    'vote.tooMany': 'An item has {{max}} votes at the most.',
    'vote.labelsAlike': 'Two options are called the same.',
    'vote.optionsMixed': 'Give one option for and one against, or at least two choices; abstaining may be added once.',
    'vote.notOpen': 'The vote is not open.',
    'vote.castFor': 'Name a unit where units vote, and a guest where guests do.',
    'vote.carriedByUnit': 'Only units carry others.',
    'vote.representatives': 'A unit votes through its representative in person, or through the unit that carries it.',
    'vote.notCheckedIn': 'A unit votes while it is checked in, or through the checked-in unit that carries it.',
    'vote.notEligible': 'Not among those who may vote, as of the opening.',
    'vote.unreadable':
      'What was chosen cannot be read with the key of this installation. Annul the vote and take it again.',
    'vote.votedOn': 'An item that was voted on is not removed. Withdraw it instead.',
  },
  'zh-CN': {
    'vote.notInSession': '会议进行中才能开始表决。',
    'vote.itemEnded': '该议程项已结束，须重新开始后再表决。',
    'vote.oneAtATime': '该议程项已有正在进行的表决。',
    'vote.tooMany': '一个议程项最多 {{max}} 次表决。',
    'vote.labelsAlike': '有两个选项名称相同。',
    'vote.optionsMixed': '请设赞成、反对各一项，或至少两个备选项；弃权可另加一项。',
    'vote.notOpen': '该表决不在进行中。',
    'vote.castFor': '按单位表决请指明单位，按人表决请指明列席人员。',
    'vote.carriedByUnit': '只有单位可以代其他单位投票。',
    'vote.representatives': '单位由其代表本人投票，或由受委托的单位代投。',
    'vote.notCheckedIn': '单位须已签到方可投票，或由已签到的受委托单位代投。',
    'vote.notEligible': '不在表决开始时的应投票名单中。',
    'vote.unreadable': '本系统现有密钥无法读取已投选项，请作废后重新表决。',
    'vote.votedOn': '已表决的议程项不能删除，可改为撤回。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
