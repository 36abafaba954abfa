// Whose requests are counted together, with and without a proxy in front.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerOf, clientAddress, readTrustedProxies, type TrustedProxies } from './client-address.ts';

const nobody = readTrustedProxies('') as TrustedProxies;
const proxies = readTrustedProxies('10.0.0.5, 192.168.0.0/16, fd00::/8') as TrustedProxies;

test('without a trusted proxy only the socket counts, whatever the headers say', () => {
  assert.equal(clientAddress('203.0.113.7', '1.2.3.4', nobody), '203.0.113.7');
  assert.equal(clientAddress('::ffff:203.0.113.7', '1.2.3.4', nobody), '203.0.113.7');
});

test('behind trusted proxies the right-most address that is not theirs counts: what is left of it the caller wrote', () => {
  assert.equal(clientAddress('10.0.0.5', '6.6.6.6, 203.0.113.7', proxies), '203.0.113.7');
  assert.equal(clientAddress('10.0.0.5', '6.6.6.6, 203.0.113.7, 192.168.3.4', proxies), '203.0.113.7');
  assert.equal(clientAddress('203.0.113.7', '6.6.6.6', proxies), '203.0.113.7', 'the caller is no proxy of ours');
  assert.equal(clientAddress('10.0.0.5', undefined, proxies), '10.0.0.5');
  assert.equal(clientAddress('10.0.0.5', '192.168.0.1', proxies), '192.168.0.1');
  assert.equal(clientAddress('fd00::1', '203.0.113.7:4711', proxies), '203.0.113.7');
  assert.equal(clientAddress('10.0.0.5', '203.0.113.7, nonsense', proxies), '10.0.0.5');
});

test('an IPv6 network counts as one caller: its customer has all of its addresses', () => {
  assert.equal(callerOf('2001:db8:1:2:3:4:5:6'), callerOf('2001:db8:1:2::99'));
  assert.notEqual(callerOf('2001:db8:1:2::1'), callerOf('2001:db8:1:3::1'));
  assert.equal(callerOf('2001:db8::1'), callerOf('2001:db8:0:0:7::'));
  assert.equal(callerOf('203.0.113.7'), '203.0.113.7');
});

test('only addresses and networks can be trusted', () => {
  for (const wrong of ['proxy.local', '10.0.0.0/33', '10.0.0', '::1/129', '10.0.0.1/-1'])
    assert.equal(readTrustedProxies(wrong), undefined);
});
