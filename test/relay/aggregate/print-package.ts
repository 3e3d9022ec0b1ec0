/** Makes a package in a process of its own and prints the digest of its zip; the argument is the time of its entries. */
import { toBase64url } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { zipPackage } from '../../../relay/aggregate/package.ts';
import { packageOf } from './a-package.ts';

process.stdout.write(toBase64url(sha256(zipPackage(await packageOf(), '{}', process.argv[2] ?? ''))));
