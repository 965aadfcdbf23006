/** For the deletion of groups: the sweep deletes their pictures. */
export { expirePictures } from './store/pictures.ts';
