/** Blocks are stored in the conversation's document, where the first query of every send reads them. */
export { deleteBlock, eraseBlocks, insertBlock, type ListedBlock, listBlocks } from './store/blocks.ts';
