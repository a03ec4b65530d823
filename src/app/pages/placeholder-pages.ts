/** A page without assets, which can be shown before anything is built. */
const notice = (head: string, zh: string, en: string) => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>共建 Gongjian</title>
${head}<style>
body { margin: 22vh auto 0; max-width: 34rem; padding: 0 1.5rem; text-align: center; line-height: 1.7;
  font-family: system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
h1 { font-size: 1.5rem; font-weight: 600; }
[lang=en] { opacity: .75; }
</style>
</head>
<body>
<main role="status">
<h1>共建 Gongjian</h1>
<p>${zh}</p>
<p lang="en">${en}</p>
</main>
</body>
</html>
`;

/** Reloads itself every two seconds until GraphiQL is there. */
export const preparingPage = notice(
  '<meta http-equiv="refresh" content="2">\n',
  '正在准备 GraphiQL，只需这一次，大约半分钟；好了会自动打开。',
  'GraphiQL is being prepared, this once only and for half a minute or so; it opens by itself.',
);

export const buildFailedPage = notice(
  '',
  'GraphiQL 没有准备好：请运行 <code>npm run build:web</code>，看看缺什么。接口本身照常可用。',
  'GraphiQL could not be prepared: <code>npm run build:web</code> says what is missing. The API itself works.',
);
