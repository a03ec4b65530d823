import 'graphiql/setup-workers/vite';
import '@graphiql/react/font/fira-code.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { examples, meetingInSessionQuery, withMeetingId } from './examples';
import { fetcher } from './fetcher';
import { Masthead } from './masthead';
import { createTabStorage } from './storage';
import { TokenOffer } from './token-offer';

interface Demo {
  meetingId?: string;
}

/** The demo alliance as far as the examples need it; undefined where there is none. */
async function findDemo(): Promise<Demo | undefined> {
  const result = (await fetcher({ query: meetingInSessionQuery })) as {
    data?: { alliance?: { meetings: { nodes: { id: string }[] } } | null } | null;
  };
  const alliance = result.data?.alliance;
  return alliance ? { meetingId: alliance.meetings.nodes[0]?.id } : undefined;
}

const headersTemplate = `{
  // "Authorization": "Bearer <accessToken>"
}`;

function openPage(demo: Demo | undefined): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root');
  const fill = (text: string) => withMeetingId(text, demo?.meetingId);
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      storage={createTabStorage(localStorage, fill)}
      shouldPersistHeaders={false}
      defaultHeaders={headersTemplate}
      defaultTabs={examples.map(({ query, variables }) => ({ query, variables: variables && fill(variables) }))}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <Masthead meetingId={demo?.meetingId} />
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <TokenOffer demo={demo !== undefined} />
      </GraphiQL.Footer>
    </GraphiQL>,
  );
}

void findDemo().then(openPage);
