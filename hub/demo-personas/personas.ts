// The people and organisations of the demonstration. All invented, but for the hospitals whose published files they hold.
import type { Role } from '../permissions/actor.ts';

export const demoOrganisations = [
  { id: 'hjartlyftet', name: 'Hjärtlyftet AB', kind: 'company', public_sector: false },
  { id: 'access-body', name: 'Hälsodatamyndigheten (demo)', kind: 'access-body', public_sector: true },
  { id: 'hub', name: 'Sluss', kind: 'hub', public_sector: false },
  { id: 'cleveland-clinic', name: 'Cleveland Clinic Foundation', kind: 'holder', public_sector: false, country: 'US' },
  {
    id: 'hungarian-institute',
    name: 'Hungarian Institute of Cardiology, Budapest',
    kind: 'holder',
    public_sector: true,
    country: 'HU',
  },
  {
    id: 'university-hospitals-ch',
    name: 'University Hospitals Zürich and Basel',
    kind: 'holder',
    public_sector: true,
    country: 'CH',
  },
  { id: 'va-long-beach', name: 'V.A. Medical Center, Long Beach', kind: 'holder', public_sector: true, country: 'US' },
] as const;

export type Persona = { id: string; name: string; organisation: string; role: Role; station: string | null };

export const personas: Persona[] = [
  { id: 'innovator', name: 'Ines Lindqvist', organisation: 'hjartlyftet', role: 'innovator', station: null },
  { id: 'officer', name: 'Olle Bergström', organisation: 'access-body', role: 'officer', station: null },
  { id: 'officer-two', name: 'Oda Nyström', organisation: 'access-body', role: 'officer', station: null },
  { id: 'advisor', name: 'Aino Hellman', organisation: 'hub', role: 'advisor', station: null },
  { id: 'steward-cleveland', name: 'Carol Stone', organisation: 'cleveland-clinic', role: 'steward', station: 'cleveland' },
  { id: 'steward-budapest', name: 'Bence Kovács', organisation: 'hungarian-institute', role: 'steward', station: 'budapest' },
  { id: 'steward-zurich', name: 'Zoé Keller', organisation: 'university-hospitals-ch', role: 'steward', station: 'zurich' },
  { id: 'steward-long-beach', name: 'Lou Barnes', organisation: 'va-long-beach', role: 'steward', station: 'long-beach' },
  { id: 'signer', name: 'Signeraren (demo)', organisation: 'access-body', role: 'signer', station: null },
];

export function emailOf(persona: Persona): string {
  return `${persona.id}@demo.sluss.example`;
}
