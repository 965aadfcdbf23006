/** Blocks are kept in the conversation of the two, where the first step of every send meets them. */
export { deleteBlock, eraseBlocks, insertBlock, type ListedBlock, listBlocks } from './store/blocks.ts';
