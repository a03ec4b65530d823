/* The page where a password is set: by an invitation, or by a link to reset a forgotten one. Neither built nor bundled. */

const TEXTS = {
  'zh-CN': {
    invitation: { title: '接受邀请', lead: '请设置您的密码。如该邮箱已有账号，请填写原有账号的密码。' },
    reset: { title: '重设密码', lead: '请设置新密码。设置后，您的所有登录会话都将结束。' },
    none: { title: '链接无效', lead: '请完整复制邮件中的链接，或向管理员索取新的链接。' },
    email: '邮箱',
    password: '密码',
    repeated: '再次输入密码',
    rule: '10 至 200 个字符，不能是常见密码或邮箱地址。',
    shown: '显示密码',
    submit: '确定',
    onwards: '进入平台',
    differs: '两次输入的密码不一致。',
    empty: '请填写此项。',
    away: '暂时无法连接服务器，请稍后再试。',
    accepted: '邀请已接受，您已登录。',
    changed: '密码已设置，请使用新密码登录。',
    other: 'English',
  },
  en: {
    invitation: {
      title: 'Take up the invitation',
      lead: 'Set a password of your own. If this address has an account already, enter the password of that account.',
    },
    reset: { title: 'Set a new password', lead: 'All of your sessions end when it is set.' },
    none: {
      title: 'This link is not complete',
      lead: 'Copy the whole link from the mail, or ask an administrator for a new one.',
    },
    email: 'Mail address',
    password: 'Password',
    repeated: 'The same password again',
    rule: '10 to 200 characters, neither common nor the address.',
    shown: 'Show the password',
    submit: 'Set the password',
    onwards: 'Go to the platform',
    differs: 'The two passwords are not the same.',
    empty: 'This is needed.',
    away: 'The server cannot be reached. Try again in a moment.',
    accepted: 'The invitation is taken up, and you are signed in.',
    changed: 'The password is set. Sign in with it.',
    other: '中文',
  },
};

const ACCEPT = `mutation ($input: AcceptInvitationInput!) {
  done: acceptInvitation(input: $input) { userErrors { message path } }
}`;
const RESET = `mutation ($input: ResetPasswordInput!) {
  done: resetPassword(input: $input) { userErrors { message path } }
}`;

/** The element where what is wrong with a field of the input is said; anything else is said below the form. */
const PLACES = { email: 'email', password: 'password', newPassword: 'password' };
const FIELDS = ['email', 'password', 'repeated'];

const element = (id) => document.getElementById(id);
let language = 'zh-CN';
/** What the link holds: behind the fragment's sign, so that no server was told of it. */
let link = read();
let done = null;

function read() {
  const [, secret = '', kind, ask] = /^#((gj[ip])_[\w-]{43})(:email)?$/.exec(location.hash) ?? [];
  return { secret, kind: { gji: 'invitation', gjp: 'reset' }[kind] ?? 'none', asksForEmail: ask !== undefined };
}

function show() {
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  const { title, lead } = texts[link.kind];
  for (const each of document.querySelectorAll('[data-text]')) {
    each.textContent = { ...texts, title, lead }[each.dataset.text];
  }
  document.title = `${title} · 共建 Gongjian`;
  element('language').textContent = texts.other;
  element('language').lang = language === 'en' ? 'zh-CN' : 'en';
  element('form').hidden = link.kind === 'none' || done !== null;
  element('email-field').hidden = !link.asksForEmail;
  element('lead').hidden = done !== null;
  element('done').textContent = done === null ? '' : texts[done];
  element('onwards').hidden = done === null;
}

function complain(place, message) {
  element(`${place}-error`).textContent = message;
  if (FIELDS.includes(place)) element(place).setAttribute('aria-invalid', 'true');
}

function clear() {
  for (const place of [...FIELDS, 'form']) element(`${place}-error`).textContent = '';
  for (const field of FIELDS) element(field).removeAttribute('aria-invalid');
}

/** What is wrong without asking the server. */
function isComplete() {
  const texts = TEXTS[language];
  const needed = link.asksForEmail ? FIELDS : ['password', 'repeated'];
  const empty = needed.filter((field) => element(field).value === '');
  for (const field of empty) complain(field, texts.empty);
  const differs = empty.length === 0 && element('password').value !== element('repeated').value;
  if (differs) complain('repeated', texts.differs);
  return empty.length === 0 && !differs;
}

async function send() {
  const password = element('password').value;
  const email = link.asksForEmail ? { email: element('email').value } : {};
  const asked =
    link.kind === 'invitation'
      ? { query: ACCEPT, variables: { input: { invitation: link.secret, password, cookie: true, ...email } } }
      : { query: RESET, variables: { input: { token: link.secret, newPassword: password } } };
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify(asked),
  });
  const { data, errors = [] } = await response.json();
  return data?.done?.userErrors ?? errors.map(({ message }) => ({ message, path: null }));
}

async function submit(event) {
  event.preventDefault();
  clear();
  if (!isComplete())
    return FIELDS.map(element)
      .find((field) => field.ariaInvalid === 'true')
      ?.focus();
  element('submit').disabled = true;
  const wrong = await send().catch(() => [{ message: TEXTS[language].away, path: null }]);
  element('submit').disabled = false;
  for (const { message, path } of wrong) complain(PLACES[path?.[0]] ?? 'form', message);
  if (wrong.length > 0) return;
  done = link.kind === 'invitation' ? 'accepted' : 'changed';
  element('form').reset();
  // what is spent need not stay in the browser's history
  history.replaceState(null, '', location.pathname);
  show();
}

element('form').addEventListener('submit', submit);
element('language').addEventListener('click', () => {
  language = language === 'en' ? 'zh-CN' : 'en';
  clear();
  show();
});
element('shown').addEventListener('change', ({ target }) => {
  for (const field of ['password', 'repeated']) element(field).type = target.checked ? 'text' : 'password';
});
// another link in the same window
addEventListener('hashchange', () => {
  link = read();
  done = null;
  clear();
  show();
});
show();
