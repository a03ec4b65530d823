/** The languages of this page's own texts; the server is asked to answer in the same one. */
export type Language = 'zh-CN' | 'en';

const zh = {
  examples: '示例',
  examplesHint: '打开一个示例',
  switchLanguage: 'English',
  switchLanguageHint: 'Show this page in English',
  demoHint: '演示账号 secretariat@demo.example，密码 demo-gongjian：运行 SignIn，即可带上令牌。',
  tokenOffer: '已登录。要让其他标签页的请求都带上这个令牌吗？',
  useToken: '放进请求头',
  tokenInUse: '请求头已带上令牌；令牌只留在本页，不会保存。',
  unreachable: '无法连接服务器，请稍后再试。',
  notGraphQL: '服务器的回答不是 GraphQL',
  socketClosed: '实时连接已断开',
};

export const texts: Record<Language, typeof zh> = {
  'zh-CN': zh,
  en: {
    examples: 'Examples',
    examplesHint: 'Open an example',
    switchLanguage: '中文',
    switchLanguageHint: '用中文显示本页',
    demoHint: 'Demo account secretariat@demo.example, password demo-gongjian: run SignIn, then take the token along.',
    tokenOffer: 'Signed in. Send this token with the requests of the other tabs?',
    useToken: 'Put into headers',
    tokenInUse: 'The headers carry the token. It stays in this page and is not stored.',
    unreachable: 'The server cannot be reached; try again in a while.',
    notGraphQL: 'The answer is not GraphQL',
    socketClosed: 'The live connection was closed',
  },
};
