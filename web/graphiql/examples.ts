import type { Language } from './texts';

/** An operation that is ready in a tab of its own; the tab is named after the operation. */
export interface Example {
  title: Record<Language, string>;
  query: string;
  variables?: string;
}

const allianceAtAGlance: Example = {
  title: { 'zh-CN': '联合会全貌（查询）', en: 'The alliance at a glance (query)' },
  query: `# 一、联合会全貌：界别、片区、成员单位和正在开的会议，
#    一次查询取齐。按 Ctrl-Enter（⌘-Enter）运行。
# 1. The alliance at a glance: groups, units and the
#    meeting in session, in one query.
query AllianceAtAGlance {
  alliance(slug: "qingfeng") {
    name
    motto
    sectorGroups {
      name
      convenor { name }
      memberUnits(first: 3) {
        totalCount
        nodes { name kind affiliation }
      }
    }
    areaGroups {
      name
      territory { name level }
      memberUnits(first: 3) {
        totalCount
        nodes {
          name
          joinedOn
          sectorGroups { name }
        }
      }
    }
    meetings(filter: { statuses: [IN_SESSION] }, first: 1) {
      nodes {
        id
        title
        startsAt
        agenda {
          revision
          current { number title }
          items { number title state plannedMinutes expectedAt }
        }
      }
    }
  }
}
`,
};

const signIn: Example = {
  title: { 'zh-CN': '登录（变更）', en: 'Sign in (mutation)' },
  query: `# 二、登录。运行后点右下角“放进请求头”，
#    或者自己在下方 Headers 里写。
# 2. Sign in. Then press "Put into headers" at the
#    lower right, or write in Headers below:
#
#    { "Authorization": "Bearer <accessToken>" }
#
#    查询、变更和订阅的连接都用它；它不会保存。
#    Queries, mutations and the socket of subscriptions
#    use it; it is not stored.
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    session {
      accessToken
      expiresAt
      viewer {
        person { name }
        allianceRoles { role alliance { name } }
        representations { role unit { name } }
      }
    }
    userErrors { code message path }
  }
}
`,
  variables: `{
  "input": {
    "email": "secretariat@demo.example",
    "password": "demo-gongjian"
  }
}`,
};

const liveAgenda: Example = {
  title: { 'zh-CN': '实时议程（订阅）', en: 'A live agenda (subscription)' },
  query: `# 三、实时议程：先来一份全貌（snapshot），
#    之后每有变动就来一次更新；再按一次即停止。
#    meetingId 留空，打开本页时会填上正在开的会议。
# 3. A live agenda: a snapshot first, then an update
#    for each change; run again to stop. An empty
#    meetingId is filled in when this page opens.
subscription LiveAgenda($meetingId: ID!) {
  agendaUpdates(meetingId: $meetingId) {
    previousRevision
    revision
    at
    currentItemId
    snapshot {
      title
      status
      agenda {
        revision
        items { ...Item parent { id } }
      }
    }
    changes {
      __typename
      ... on MeetingChanged { meeting { status title } }
      ... on AgendaItemAdded {
        item { ...Item }
        parentId
        afterItemId
      }
      ... on AgendaItemMoved {
        item { ...Item }
        parentId
        afterItemId
      }
      ... on AgendaItemChanged { item { ...Item } }
      ... on AgendaItemRemoved { itemId }
    }
    schedule { itemId number expectedAt }
  }
}

fragment Item on AgendaItem {
  id
  number
  title
  state
  plannedMinutes
  expectedAt
}
`,
  variables: `{
  "meetingId": ""
}`,
};

const addAgendaItem: Example = {
  title: { 'zh-CN': '增加议题（变更）', en: 'Add an agenda item (mutation)' },
  query: `# 四、给正在开的会议加一个议题（先登录）；
#    另开一个窗口订阅 LiveAgenda，它会立刻出现。
# 4. Add an item to the meeting in session (sign in
#    first) and see it arrive in a second window's
#    LiveAgenda.
mutation AddAgendaItem($input: AddAgendaItemInput!) {
  addAgendaItem(input: $input) {
    item { id number title state expectedAt }
    agenda { revision }
    userErrors { code message path }
  }
}
`,
  variables: `{
  "input": {
    "meetingId": "",
    "item": {
      "title": "临时动议：加装电梯居民协商",
      "kind": "DISCUSSION",
      "visibility": "PUBLIC",
      "plannedMinutes": 10
    }
  }
}`,
};

const agreements: Example = {
  title: { 'zh-CN': '共建协议与完整性校验（查询）', en: 'Agreements and their integrity (query)' },
  query: `# 五、共建协议（用 unit-1@demo.example 登录后再运行，
#    可见本单位待签的协议、历程与证据）。
# 5. Agreements: signed in as unit-1@demo.example you
#    see what waits for your signature, the history
#    and the evidence file as well.
query Agreements {
  alliance(slug: "qingfeng") {
    toSign: agreements(filter: { awaitingMySignature: true }) {
      nodes {
        id
        number
        title
        revision { ordinal contentHash body }
      }
    }
    agreements(first: 20) {
      totalCount
      nodes {
        number
        title
        status
        startsOn
        endsOn
        parties {
          role
          signed
          unit { name }
          signature { signedAt signedBy { name } }
        }
        commitments { text status dueOn ratings { rating } }
        integrity { valid problems }
        history(last: 3) { nodes { kind at by { name } } }
      }
    }
  }
}
`,
};

const matches: Example = {
  title: { 'zh-CN': '需求与匹配的资源（查询）', en: 'Needs and what fits them (query)' },
  query: `# 六、需求和与之相符的资源，以及理由（先用
#    secretariat@demo.example 登录：匹配只给秘书处
#    和需求单位看）。
# 6. Needs, the resources that fit them best, and why
#    (sign in as the secretariat first: matches are for
#    it and for the unit whose need it is).
query Matches {
  alliance(slug: "qingfeng") {
    needs(first: 5, filter: { statuses: [OPEN] }) {
      nodes {
        title
        category
        neededBy
        unit { name }
        matches(first: 3) {
          score
          reasons
          resource { title unit { name } }
        }
      }
    }
  }
}
`,
};

const trace: Example = {
  title: { 'zh-CN': '共建项目的来龙去脉（查询）', en: 'How projects came about (query)' },
  query: `# 七、共建项目从需求到成效的全过程（闭环）。
# 7. Joint projects: from the need to what came of it.
query Trace {
  alliance(slug: "qingfeng") {
    projects(first: 5, filter: { statuses: [EVALUATED, UNDERWAY] }) {
      nodes {
        title
        status
        progress
        leadUnit { name }
        outcome { summary peopleServed rating }
        trace {
          at
          label
          node { __typename ... on Need { title } ... on Resource { title } }
        }
      }
    }
  }
}
`,
};

const onTheFloor: Example = {
  title: { 'zh-CN': '会场：发言、表决与决定（查询）', en: 'On the floor: speakers, votes, decisions (query)' },
  query: `# 八、正在开的会议：法定人数、发言顺序、表决和决定。
# 8. The meeting in session: its quorum, who waits to
#    speak, its votes and what it decided.
query OnTheFloor {
  alliance(slug: "qingfeng") {
    meetings(filter: { statuses: [IN_SESSION] }, first: 1) {
      nodes {
        title
        quorum { required present met }
        decisions { text outcome actionItems { text dueOn } }
        agenda {
          current {
            number
            title
            speakers { speaker state pointOfOrder }
            votes {
              question
              state
              threshold
              secret
              cast
              eligible
              options { label kind count }
              outcome
            }
          }
        }
      }
    }
  }
}
`,
};

const proofOfMinutes: Example = {
  title: { 'zh-CN': '会议纪要与证明（查询）', en: 'Minutes and their proof (query)' },
  query: `# 九、已批准的纪要：内容哈希、完整性校验，以及可用
#    npx gongjian verify 离线核验的证据文件（先登录）。
# 9. Approved minutes: hash, integrity, and the file that
#    npx gongjian verify checks offline (sign in first).
query MinutesAndTheirProof {
  alliance(slug: "qingfeng") {
    meetings(filter: { statuses: [CLOSED] }, first: 3) {
      nodes {
        title
        minutes {
          edition
          approvedAt
          approvedBy { name }
          contentHash
          integrity { valid problems }
          evidence
        }
      }
    }
  }
}
`,
};

const thinkTankAndSeries: Example = {
  title: { 'zh-CN': '专题会商与系列会议（查询）', en: 'Consultations and series (query)' },
  query: `# 十、专题会商、专家建议与答复，以及系列会议（先登录）。
# 10. What the think tank advises and what is answered,
#     and meetings that come again (sign in first).
query ThinkTankAndSeries {
  alliance(slug: "qingfeng") {
    thinkTank {
      consultations(first: 5) {
        nodes {
          question
          status
          recommendations { expert { person { name } } text status response }
          agendaItems { title state }
        }
      }
    }
    meetingSeries {
      title
      recurrence
      meetings(first: 3) { nodes { startsAt status } }
    }
  }
}
`,
};

const calendarFeed: Example = {
  title: { 'zh-CN': '订阅会议日历（变更）', en: 'A calendar feed (mutation)' },
  query: `# 十一、把自己的会议订阅到手机或电脑的日历（先登录）。
#    地址只在这里显示一次，请像密码一样保管。
# 11. One's own meetings in one's own calendar: sign in
#     first. The address is a secret, shown here once.
mutation CreateCalendarFeed {
  createCalendarFeed(input: {}) {
    url
    calendarFeed { id createdAt }
    userErrors { code message }
  }
}
`,
};

export const examples: readonly Example[] = [
  allianceAtAGlance,
  signIn,
  liveAgenda,
  addAgendaItem,
  agreements,
  matches,
  trace,
  onTheFloor,
  proofOfMinutes,
  thinkTankAndSeries,
  calendarFeed,
];

/** What the page asks when it opens: the demo alliance's meeting that is in session. */
export const meetingInSessionQuery = `query MeetingInSession {
  alliance(slug: "qingfeng") {
    meetings(filter: { statuses: [IN_SESSION] }, first: 1) { nodes { id } }
  }
}`;

/** The text with its empty meeting ids filled; also fits JSON that stands inside a JSON string. */
export function withMeetingId(text: string, meetingId: string | undefined): string {
  if (meetingId === undefined) return text;
  return text.replace(/(meetingId(\\?")\s*:\s*\2)(?=\2)/g, (_match, upToTheValue: string) => upToTheValue + meetingId);
}
