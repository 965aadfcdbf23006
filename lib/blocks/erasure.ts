/** What deleting an account asks of blocks. */
export { eraseBlocks } from './store/blocks.ts';
