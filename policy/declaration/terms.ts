/** The terms of DPV 2.3 that a declaration may use, with our own labels: a party picks them by words, not by addresses. */
import type { LangText } from '../record.ts';

const gdpr = 'https://w3id.org/dpv/legal/eu/gdpr#';
const risk = 'https://w3id.org/dpv/risk#';
const dpv = 'https://w3id.org/dpv#';

const term = (iri: string, fr: string, en: string): readonly [string, LangText] => [iri, { fr, en }];

export const termLabels: ReadonlyMap<string, LangText> = new Map([
  term(`${gdpr}A6-1-a`, 'Vous avez dit oui', 'You said yes'),
  term(`${gdpr}A6-1-b`, 'Un contrat avec vous', 'A contract with you'),
  term(`${gdpr}A6-1-c`, 'La loi l’impose', 'The law demands it'),
  term(`${gdpr}A6-1-d`, 'Une vie est en jeu', 'A life is at stake'),
  term(`${gdpr}A6-1-e`, 'Une mission de service public', 'A task of public service'),
  term(`${gdpr}A6-1-f`, 'Un intérêt de l’organisme', 'An interest of the organisation'),
  term(`${gdpr}A9-2-a`, 'Vous avez dit oui, pour une donnée sensible', 'You said yes, for a sensitive fact'),
  term(
    `${gdpr}A9-2-b`,
    'Le droit du travail et de la protection sociale',
    'Employment and social protection law',
  ),
  term(`${gdpr}A9-2-g`, 'Un intérêt public important', 'A substantial public interest'),
  term(`${gdpr}A9-2-h`, 'Des soins', 'Health care'),
  term(`${gdpr}A9-2-i`, 'La santé publique', 'Public health'),
  term(`${gdpr}A9-2-j`, 'La recherche ou les archives', 'Research or archives'),

  term(
    `${dpv}EncryptionAtRest`,
    'Données chiffrées là où elles sont gardées',
    'Data encrypted where it is kept',
  ),
  term(`${dpv}EncryptionInTransfer`, 'Données chiffrées en chemin', 'Data encrypted on its way'),
  term(`${dpv}EndToEndEncryption`, 'Données chiffrées de bout en bout', 'Data encrypted end to end'),
  term(`${dpv}AccessControlMethod`, 'Accès limité à quelques personnes', 'Access for a few people only'),
  term(`${dpv}MultiFactorAuthentication`, 'Deux preuves pour entrer', 'Two proofs to get in'),
  term(`${dpv}Pseudonymisation`, 'Noms remplacés par des codes', 'Names replaced by codes'),
  term(`${dpv}Anonymisation`, 'Données qui ne désignent plus personne', 'Data that names nobody any more'),
  term(`${dpv}LoggingPolicy`, 'Chaque accès est noté', 'Each access is noted'),
  term(`${dpv}SecurityAudit`, 'Sécurité vérifiée par d’autres', 'Security checked by others'),
  term(`${dpv}DataBackupProtocols`, 'Copies de secours', 'Backups'),
  term(`${dpv}StaffTraining`, 'Personnel formé', 'Trained staff'),
  term(`${dpv}IncidentManagementProcedures`, 'Plan en cas de fuite', 'A plan for leaks'),
  term(`${dpv}ConfidentialityAgreement`, 'Secret promis par contrat', 'Secrecy promised by contract'),

  term(`${risk}Discrimination`, 'Discrimination', 'Discrimination'),
  term(`${risk}Bias`, 'Résultats moins justes pour certains', 'Results less fair for some'),
  term(`${risk}DataInaccurate`, 'Données fausses', 'Wrong data'),
  term(`${risk}DataOutdated`, 'Données trop vieilles', 'Data too old'),
  term(`${risk}Reidentification`, 'Quelqu’un est reconnu', 'Someone is recognised'),
  term(`${risk}ConfidentialityBreach`, 'Fuite de données', 'A leak of data'),
  term(`${risk}PublicServicesExclusion`, 'Service public hors d’atteinte', 'A public service out of reach'),
  term(`${risk}ServiceDenied`, 'Service refusé à tort', 'A service wrongly refused'),
  term(`${risk}OpportunityLoss`, 'Chance perdue', 'A lost chance'),
  term(`${risk}FinancialLoss`, 'Argent perdu', 'Lost money'),
  term(`${risk}ErroneousUse`, 'Résultat mal employé', 'A result put to wrong use'),
  term(`${risk}HumanOversightIneffective`, 'Personne ne relit vraiment', 'Nobody really looks again'),
  term(`${risk}LackOfSystemTransparency`, 'Calcul que nul ne peut suivre', 'A sum nobody can follow'),
  term(`${risk}DisproportionateEnergyConsumption`, 'Trop d’énergie', 'Too much energy'),
]);
