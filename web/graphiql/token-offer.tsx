import { Button, pick, tryParseJSONC, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useLanguage } from './language';
import { texts } from './texts';

const accessTokenIn = (response: string | null | undefined) => /"accessToken": "([^"]+)"/.exec(response ?? '')?.[1];

function withToken(headers: string | null | undefined, token: string): string {
  let others: object | undefined;
  try {
    others = tryParseJSONC(headers ?? '');
  } catch {
    others = undefined;
  }
  return JSON.stringify({ ...others, Authorization: `Bearer ${token}` }, null, 2);
}

/**
 * Under the response: once it shows an access token, the offer to put that into the headers of the other tabs. The tab
 * itself stays without, since the server would refuse to sign in with a token that is over.
 */
export function TokenOffer({ demo }: { demo: boolean }) {
  const text = texts[useLanguage()];
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'));
  const { moveTab } = useGraphiQLActions();
  const active = tabs[activeTabIndex];
  const token = accessTokenIn(active?.response);

  if (token !== undefined && tabs.some((tab) => tab !== active && !tab.headers?.includes(token))) {
    // Reordering is GraphiQL's one way to touch tabs behind the front one, which must stay the same object.
    const carryToken = () =>
      moveTab(tabs.map((tab) => (tab === active ? tab : { ...tab, headers: withToken(tab.headers, token) })));
    return (
      <div className="token-offer" role="status">
        <span>{text.tokenOffer}</span>
        <Button type="button" onClick={carryToken}>
          {text.useToken}
        </Button>
      </div>
    );
  }
  const carried = tabs.some((tab) => /"Bearer [^<]/.test(tab.headers ?? ''));
  if (carried) return <p className="token-offer">{text.tokenInUse}</p>;
  return demo ? <p className="token-offer">{text.demoHint}</p> : null;
}
