import type { Answer, Sender } from './caller';
import type { MeetingWanted, Partner, TestAlliance } from './test-alliance';
import type { TestWorld } from './test-world';

export interface Vote {
  readonly id: string;
  readonly state: string;
  readonly cast: number;
  readonly eligible: number;
  readonly outcome: string | null;
  readonly winner: { readonly label: string } | null;
  readonly options: readonly { readonly id: string; readonly label: string; readonly count: number | null }[];
  readonly myChoices: readonly { readonly unit: { readonly id: string }; readonly optionId: string | null }[] | null;
  readonly [field: string]: unknown;
}

const VOTE = `id question state basis threshold base secret cast eligible outcome winner { label } quorumRequired quorumPresent
  annulment annulmentReason openedAt closedAt options { id label kind count } myChoices { unit { id } optionId }`;

export const QUESTION = [
  { label: '赞成', kind: 'FOR' },
  { label: '反对', kind: 'AGAINST' },
  { label: '弃权', kind: 'ABSTAIN' },
] as const;

export const CHOICES = ['甲方案', '乙方案', '丙方案'].map((label) => ({ label, kind: 'CHOICE' }));

/** A meeting in session of units with a representative each, all of them checked in, with one item to vote on. */
export class VotingRoom {
  private constructor(
    readonly alliance: TestAlliance,
    readonly partners: readonly Partner[],
    readonly meetingId: string,
    readonly itemId: string,
  ) {}

  static async open(
    world: TestWorld,
    { units = 3, checkedIn = units, ...more }: { units?: number; checkedIn?: number } & MeetingWanted = {},
  ): Promise<VotingRoom> {
    const alliance = await world.alliance();
    const partners = await alliance.partners(...Array.from({ length: units }, (_, index) => `第${index + 1}单位`));
    const meetingId = await alliance.meeting({
      inviteUnitIds: partners.map(({ unitId }) => unitId),
      agenda: [{ title: '表决事项', kind: 'DECISION' }],
      ...more,
    });
    const { meeting } = await alliance
      .as(alliance.organiser)
      .query<{ meeting: { agenda: { items: { id: string }[] } } }>(
        'query ($id: ID!) { meeting(id: $id) { agenda { items { id } } } }',
        { id: meetingId },
      );
    const room = new VotingRoom(alliance, partners, meetingId, meeting.agenda.items[0]?.id ?? '');
    await room.run('openMeeting', {});
    for (const { unitId } of partners.slice(0, checkedIn)) await room.run('checkIn', { unitId, present: true });
    return room;
  }

  /** Runs a mutation of the meeting, as its organiser. */
  run(mutation: string, input: object): Promise<unknown> {
    return this.alliance.as(this.alliance.organiser).mutate(mutation, { meetingId: this.meetingId, ...input });
  }

  partner(index: number): Partner {
    const partner = this.partners[index];
    if (partner === undefined) throw new Error(`there is no unit ${index}`);
    return partner;
  }

  checkIn(index: number, present: boolean): Promise<unknown> {
    return this.run('checkIn', { unitId: this.partner(index).unitId, present });
  }

  /** Lets a unit that does not come be carried by another. */
  carry(index: number, by: number): Promise<unknown> {
    const { unitId, representative } = this.partner(index);
    return this.alliance.as(representative).mutate('respondToInvitation', {
      meetingId: this.meetingId,
      unitId,
      accept: false,
      proxyUnitId: this.partner(by).unitId,
    });
  }

  tryToOpen(more: object = {}, by: Sender = this.alliance.organiser): Promise<Answer<{ vote: Vote | null }>> {
    const input = {
      itemId: this.itemId,
      question: '是否通过？',
      options: QUESTION,
      threshold: 'SIMPLE_MAJORITY',
      secret: false,
      ...more,
    };
    return this.alliance.as(by).attempt('openVote', input, `vote { ${VOTE} }`);
  }

  async vote(more: object = {}): Promise<Vote> {
    return voteOf(await this.tryToOpen(more));
  }

  /** Casts the vote of a unit, by its representative unless somebody else is named. */
  tryToCast(
    vote: Vote,
    index: number,
    label: string,
    { by = this.partner(index).representative, ...more }: { by?: Sender; forCarried?: boolean } = {},
  ): Promise<Answer<{ vote: Vote | null }>> {
    return this.send(vote, label, { unitId: this.partner(index).unitId, ...more }, by);
  }

  async cast(
    vote: Vote,
    index: number,
    label: string,
    more: { by?: Sender; forCarried?: boolean } = {},
  ): Promise<Vote> {
    return voteOf(await this.tryToCast(vote, index, label, more));
  }

  /** Casts a vote for whomever the input names. */
  send(vote: Vote, label: string, input: object, by: Sender): Promise<Answer<{ vote: Vote | null }>> {
    const optionId = vote.options.find((option) => option.label === label)?.id;
    return this.alliance.as(by).attempt('castVote', { voteId: vote.id, optionId, ...input }, `vote { ${VOTE} }`);
  }

  tryToClose({ id }: Vote, by: Sender = this.alliance.organiser): Promise<Answer<{ vote: Vote | null }>> {
    return this.alliance.as(by).attempt('closeVote', { voteId: id }, `vote { ${VOTE} }`);
  }

  async close(vote: Vote): Promise<Vote> {
    return voteOf(await this.tryToClose(vote));
  }

  tryToAnnul({ id }: Vote, by: Sender = this.alliance.organiser): Promise<Answer<{ vote: Vote | null }>> {
    return this.alliance.as(by).attempt('annulVote', { voteId: id, reason: '程序有误' }, `vote { ${VOTE} }`);
  }

  /** The vote as somebody is shown it; null where they are not. */
  async see({ id }: Vote, by: Sender | null = this.alliance.organiser): Promise<Vote | null> {
    return this.alliance.as(by).node<Vote | null>(id, `... on Vote { ${VOTE} }`);
  }
}

function voteOf({ vote, userErrors }: Answer<{ vote: Vote | null }>): Vote {
  if (vote === null) throw new Error(JSON.stringify(userErrors));
  return vote;
}

/** How often each option was chosen, in the order of the ballot. */
export const counts = ({ options }: Vote): (number | null)[] => options.map(({ count }) => count);
