import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { Refused } from './api/holdfast';
import { mayAskAgain, sessionQuery } from './api/queries';
import { LanguageContext, languageOf } from './language/language';
import { Announcements } from './page/announcements';
import { UnlessBroken } from './page/broken';
import { Page } from './page/page';
import './style/page.css';
import './style/controls.css';
import './style/parts.css';
import './style/small-screens.css';

const queries = new QueryClient({
  defaultOptions: { queries: { retry: mayAskAgain } },
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // Whatever finds out first that the session is over, the page asks again who is signed in: nobody.
      if (queryKey[0] !== 'session' && error instanceof Refused && error.problem.code === 'unauthenticated') {
        void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      }
    },
  }),
});
const language = languageOf(navigator.languages);
document.documentElement.lang = language.tag;

const place = document.getElementById('console');
if (place === null) throw new Error('The page has no place for the console');
createRoot(place).render(
  <StrictMode>
    <LanguageContext value={language}>
      <I18nProvider locale={language.tag}>
        <QueryClientProvider client={queries}>
          <UnlessBroken>
            <Announcements>
              <Page />
            </Announcements>
          </UnlessBroken>
        </QueryClientProvider>
      </I18nProvider>
    </LanguageContext>
  </StrictMode>,
);
