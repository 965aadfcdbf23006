/** The service worker: opens the app without a connection, and notifies of messages while no page is open. */
import { dismissed, openConversation, pushed, subscriptionChanged } from './notifications.ts';
import { isFile, isOwn, isPage, keepBuild, openFile, openPage, removeOldBuilds } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => {
  // A new version takes over at once. Open pages go on with the files that they have, see removeOldBuilds.
  event.waitUntil(keepBuild().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeOldBuilds().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!isOwn(request, url)) return;
  if (isPage(request, url)) event.respondWith(openPage(request));
  else if (isFile(request, url)) event.respondWith(openFile(request));
});

self.addEventListener('push', (event) => event.waitUntil(pushed(event.data?.text() ?? '')));
self.addEventListener('notificationclick', (event) => event.waitUntil(openConversation(event.notification)));
self.addEventListener('notificationclose', (event) => event.waitUntil(dismissed(event.notification)));
self.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription } = event as ExtendableEvent & { oldSubscription?: PushSubscription | null };
  event.waitUntil(subscriptionChanged(oldSubscription));
});
