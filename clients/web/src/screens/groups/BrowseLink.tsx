import { Compass } from 'lucide-preact';
import { href } from '../../app/router.ts';
import './browse.css';

/** Leads to the groups that everybody may join. */
export const BrowseLink = () => (
  <a class="browse-link" href={href({ name: 'groups' })}>
    <Compass size={18} aria-hidden="true" /> Browse groups
  </a>
);
