import { addMessages } from '../../platform/i18n/messages';

/** By this very word clients know that they have to send the query itself. */
const PERSISTED_QUERY = 'PersistedQueryNotSupported';

const messages = {
  en: {
    'errors.method': 'GraphQL is served to GET and POST.',
    'errors.getWithBody': 'A GET has no body, and no content type but application/json.',
    'errors.getWithCookies':
      'A GET that is signed in by cookies alone needs the header apollo-require-preflight, which no page elsewhere can send.',
    'errors.noBody': 'A POST needs a body of the content type application/json.',
    'errors.bodyForm':
      'The body is a JSON object with query, and with variables, operationName and extensions where wanted.',
    'errors.persistedQuery': PERSISTED_QUERY,
    'errors.parameterQuery': '{{parameter}} must be a text that is not empty.',
    'errors.parameterText': '{{parameter}} must be a text.',
    'errors.parameterObject': '{{parameter}} must be an object.',
    'errors.parameterTwice': '{{parameter}} is given more than once.',
    'errors.mutationByGet': 'By GET there are only queries: send it by POST.',
    'errors.accept': 'The answer is application/json or application/graphql-response+json, and Accept allows neither.',
  },
  'zh-CN': {
    'errors.method': 'GraphQL 只接受 GET 与 POST。',
    'errors.getWithBody': 'GET 请求没有内容，其内容类型只能是“application/json”。',
    'errors.getWithCookies': '仅凭 Cookie 登录的 GET 请求须带有其他网页不能发送的请求头“apollo-require-preflight”。',
    'errors.noBody': 'POST 请求须有内容，其类型为“application/json”。',
    'errors.bodyForm': '请求内容须为 JSON 对象，含“query”，可含“variables”“operationName”“extensions”。',
    'errors.persistedQuery': PERSISTED_QUERY,
    'errors.parameterQuery': '“{{parameter}}”须为非空文字。',
    'errors.parameterText': '“{{parameter}}”须为文字。',
    'errors.parameterObject': '“{{parameter}}”须为对象。',
    'errors.parameterTwice': '“{{parameter}}”只能给出一次。',
    'errors.mutationByGet': 'GET 只能用于查询，请改用 POST。',
    'errors.accept': '回应为“application/json”或“application/graphql-response+json”，而“Accept”均不接受。',
  },
};
addMessages(messages);

declare module '../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
