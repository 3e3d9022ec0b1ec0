import type { AuthorizationDetail, Request } from '../../policy/request.ts';
import { cityId, someDigest, someId } from './builders.ts';

export function anAsk(changes: Partial<AuthorizationDetail> = {}): AuthorizationDetail {
  return {
    type: 'vav',
    declaration: someDigest('declaration record'),
    purpose: 'aid',
    facts: [
      { key: 'commune', necessity: 'required', precision: 'exact' },
      { key: 'reference-income', necessity: 'required', precision: 'exact' },
      { key: 'bike-price', necessity: 'optional', precision: 'exact' },
    ],
    actions: ['read'],
    period: { days: 182 },
    ...changes,
  };
}

export function aRequest(changes: Partial<Request> = {}): Request {
  return {
    iss: cityId,
    client_id: cityId,
    aud: 'http://localhost:8787',
    response_type: 'code',
    redirect_uri: 'https://ville.example/retour',
    state: 'state-of-the-city',
    nonce: someId('nonce'),
    jti: someId('jti'),
    iat: 1_795_428_300,
    exp: 1_795_428_600,
    code_challenge: someDigest('code challenge'),
    code_challenge_method: 'S256',
    authorization_details: [anAsk()],
    ...changes,
  };
}
