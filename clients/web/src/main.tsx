import './styles/tokens.css';
import './styles/base.css';
import './state/theme.ts';
import './state/arrivals.ts';
import './state/install-prompt.ts';
import { render } from 'preact';
import { App } from './app/App.tsx';
import { fetchRestWhileIdle, loadRest, rest } from './app/rest-loader.ts';
import { start } from './state/session.ts';
import './styles/print.css';

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
  void start(async () => {
    await loadRest();
    return rest.peek()?.kept.resume() ?? false;
  });
  fetchRestWhileIdle();
}
