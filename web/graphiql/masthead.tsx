import { pick, ToolbarMenu, Tooltip, UnStyledButton, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { examples, withMeetingId, type Example } from './examples';
import { chooseLanguage, useLanguage } from './language';
import { texts } from './texts';

/** What stands at the right of the tabs: the examples to open again, the language, the name. */
export function Masthead({ meetingId }: { meetingId: string | undefined }) {
  const language = useLanguage();
  const text = texts[language];
  return (
    <div className="masthead">
      <ExamplesMenu meetingId={meetingId} />
      <Tooltip label={text.switchLanguageHint}>
        <UnStyledButton
          type="button"
          className="masthead-button"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => chooseLanguage(language === 'en' ? 'zh-CN' : 'en')}
        >
          {text.switchLanguage}
        </UnStyledButton>
      </Tooltip>
      <h1 className="masthead-name">
        <b lang="zh-CN">共建</b> Gongjian
      </h1>
    </div>
  );
}

function ExamplesMenu({ meetingId }: { meetingId: string | undefined }) {
  const language = useLanguage();
  const { tabs, queryEditor, variableEditor } = useGraphiQL(pick('tabs', 'queryEditor', 'variableEditor'));
  const { addTab, changeTab } = useGraphiQLActions();

  function open({ query, variables = '' }: Example) {
    const openAlready = tabs.findIndex((tab) => tab.query === query);
    if (openAlready >= 0) return changeTab(openAlready);
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(withMeetingId(variables, meetingId));
  }

  return (
    <ToolbarMenu
      button={
        <UnStyledButton type="button" className="masthead-button" title={texts[language].examplesHint}>
          {texts[language].examples} ▾
        </UnStyledButton>
      }
    >
      {examples.map((example) => (
        <ToolbarMenu.Item key={example.query} onSelect={() => open(example)}>
          {example.title[language]}
        </ToolbarMenu.Item>
      ))}
    </ToolbarMenu>
  );
}
