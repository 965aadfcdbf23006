import { expect, test } from 'vitest';
import { json, jsonByPreference, jsonPage } from '#lib/http/responses.ts';

test('a sentence is answered as a JSON string', () => {
  expect(json(201, 'Added Successfully').body).toBe('"Added Successfully"');
});

test('the representation comes only when asked for, and says so', () => {
  const sentence = jsonByPreference(201, false, 'Done.', { Id: 1 });
  expect([sentence.body, sentence.headers.Vary]).toEqual(['"Done."', 'Prefer']);
  const { body, headers } = jsonByPreference(201, true, 'Done.', { Id: 1 });
  expect(body).toBe('{"Id":1}');
  expect(headers['Preference-Applied']).toBe('return=representation');
});

test('the next page is a Link, escaped, without the parameters that were not given', () => {
  const { headers, body } = jsonPage('/Users', {
    items: ['a'],
    next: { prefix: undefined, limit: 1, after: 'a&b' },
  });
  expect(headers.Link).toBe('</Users?limit=1&after=a%26b>; rel="next"');
  expect(body).toBe('["a"]');
});

test('the last page has no Link', () => {
  expect(jsonPage('/Users', { items: [] }).headers).not.toHaveProperty('Link');
});
