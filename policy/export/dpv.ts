/** A declaration as linked data: one DPV process with everything that DPV 2.3 has a word for; the rest under `vav:`. */
import type { Declaration } from '../declaration.ts';
import { factKind } from '../fact.ts';
import { purposeOf } from '../purpose.ts';
import { automationTerms, dataTerms, humanTerm, sourceTerms } from './dpv-terms.ts';
import { context, type LinkedObject, present, shortIri, spokenText, urn } from './linked.ts';
import { addressOf, type Published } from './published.ts';

const statusTerms = {
  planned: 'dpv:ActivityPlanned',
  pilot: 'dpv:ActivityOngoing',
  active: 'dpv:ActivityOngoing',
  suspended: 'dpv:ActivityHalted',
  retired: 'dpv:ActivityCompleted',
} as const;

const frequencyTerms = {
  once: 'dpv:SingularFrequency',
  'on-event': 'dpv:SporadicFrequency',
  periodic: 'dpv:OftenFrequency',
} as const;

const recipientTerms = {
  processor: 'dpv:DataProcessor',
  public: 'dpv:ThirdParty',
  private: 'dpv:ThirdParty',
  research: 'dpv:ThirdParty',
} as const;

export function linkedDeclaration(of: Published): LinkedObject {
  const { declaration: d, digest } = of;
  return present({
    '@context': context,
    '@id': urn('declaration', digest),
    '@type': 'dpv:Process',
    'dct:identifier': digest,
    'dct:title': spokenText(d.title),
    'dct:description': spokenText(d.summary),
    'dct:language': d.lang,
    'dct:date': d.at,
    'dct:publisher': urn('party', d.by),
    'dct:replaces': d.previousHash === null ? null : urn('declaration', d.previousHash),
    'dct:source': addressOf(of),
    'vav:version': d.version,
    'dpv:hasActivityStatus': statusTerms[d.status],
    'dpv:hasDuration': { '@type': 'dpv:UntilTimeDuration', 'rdf:value': d.validTo },
    ...whoAnswers(d),
    'dpv:hasPurpose': d.purposes.map(({ id, text }) => ({
      '@type': 'dpv:Purpose',
      'skos:broader': shortIri(purposeOf(id).iri),
      'dct:description': spokenText(text),
    })),
    'dpv:hasLegalBasis': d.legalBasis.map(({ iri }) => shortIri(iri)),
    ...dataOf(d),
    ...workingsOf(d),
    ...careOf(d),
  });
}

function whoAnswers({ by, controller, accountableRole, processors }: Declaration): LinkedObject {
  const party = urn('party', by);
  return present({
    'dpv:hasDataController': [party],
    'dpv:hasEntity': [
      {
        '@id': party,
        '@type': 'dpv:DataController',
        'dct:identifier': controller.legalId,
        'dpv:hasName': spokenText(controller.name),
      },
      ...controller.jointWith.map(({ name, legalId }) => ({
        '@type': 'dpv:DataController',
        'dct:identifier': legalId,
        'dpv:hasName': spokenText(name),
      })),
    ],
    'dpv:hasResponsibleEntity': { '@type': 'dpv:Entity', 'dct:title': spokenText(accountableRole) },
    'dpv:hasDataProcessor': processors.map(({ name, legalId, role, country, dataAccess }) =>
      present({
        '@type': 'dpv:DataProcessor',
        'dct:identifier': legalId,
        'dpv:hasName': spokenText(name),
        'dpv:hasLocation': [`loc:${country}`],
        'vav:role': role,
        'vav:asWhat': dataAccess,
      }),
    ),
  });
}

function dataOf({ inputs, retention, recipients, transfers }: Declaration): LinkedObject {
  return {
    'dpv:hasPersonalData': inputs.map(({ key, necessity, source, precision, sensitive }) => ({
      '@type': sensitive ? [dataTerms[source], 'dpv:SensitivePersonalData'] : [dataTerms[source]],
      'skos:broader': shortIri(factKind(key).pdIri),
      'dct:identifier': key,
      'dct:title': spokenText(factKind(key).label),
      'dpv:hasNecessity': necessity === 'required' ? 'dpv:Required' : 'dpv:Optional',
      'dpv:hasDataSource': sourceTerms[source],
      'vav:precision': precision,
    })),
    'dpv:hasStorageCondition': retention.map(({ what, days, start, then }) => ({
      '@type': ['dpv:StorageDuration', 'dpv:StorageDeletion'],
      'dct:description': spokenText(what),
      'dpv:hasDuration': `P${days}D`,
      'vav:countedFrom': start,
      'vav:then': then,
    })),
    'dpv:hasRecipient': recipients.map(({ name, kind, why, fields, asWhat }) => ({
      '@type': ['dpv:Recipient', recipientTerms[kind]],
      'dpv:hasName': spokenText(name),
      'dct:description': spokenText(why),
      'dct:identifier': fields,
      'vav:asWhat': asWhat,
    })),
    'dpv:hasRule': transfers.map(({ country, safeguard }) => ({
      '@type': 'dpv:Permission',
      'dpv:hasLocation': [`loc:${country}`],
      'dpv:hasProcessing': ['dpv:Transfer'],
      'dct:description': spokenText(safeguard),
    })),
  };
}

function workingsOf({ decision, human, logic, outputs, frequency, scale }: Declaration): LinkedObject {
  return {
    'dpv:hasProcessing': ['dpv:Collect', 'dpv:Use'],
    'dpv:hasAutomationLevel': automationTerms[decision.automation],
    'dpv:hasHumanInvolvement': humanTerm(human),
    'dpv:hasAlgorithmicLogic': present({
      '@type': 'dpv:AlgorithmicLogic',
      'vav:kind': logic.kind,
      'vav:rules': logic.rules?.hash,
      'vav:logic': logic.rules?.logicHash,
      'schema:url': logic.model === undefined ? undefined : [logic.model.card],
    }),
    'dpv:hasConsequence': outputs.map(({ key, meaning, consequences }) => ({
      '@type': 'dpv:Consequence',
      'dct:identifier': key,
      'dct:title': spokenText(meaning),
      'dct:description': spokenText(consequences),
    })),
    'dpv:hasFrequency': { '@type': frequencyTerms[frequency.kind] },
    'vav:peoplePerYear': scale.peoplePerYear,
    'vav:decisionsPerYear': scale.decisionsPerYear,
    'vav:decision': decision.kind,
    'vav:mode': decision.mode,
  };
}

function careOf(d: Declaration): LinkedObject {
  return present({
    'dpv:hasTechnicalOrganisationalMeasure': d.security.map(({ iri, text }) => ({
      '@type': shortIri(iri),
      'dct:description': spokenText(text),
    })),
    'dpv:hasRisk': d.risks.map(({ iri, text, mitigation, residual }) => ({
      '@type': shortIri(iri),
      'dct:title': spokenText(text),
      'dct:description': spokenText(mitigation),
      'vav:residual': residual,
    })),
    'dpv:hasImpactAssessment': d.impactAssessments.map(({ kind, url, date, result }) =>
      present({
        '@type': kind === 'DPIA' ? 'dpv:DPIA' : 'dpv:ImpactAssessment',
        'dct:identifier': kind,
        'dct:date': `${date}T00:00:00Z`,
        'dct:description': spokenText(result),
        'schema:url': url,
      }),
    ),
    'dpv:hasRight': d.rights.map(({ right, how, where, delayDays }) => ({
      '@type': ['dpv:DataSubjectRight', `gdpr:${right}`],
      'dct:description': spokenText(how),
      'dpv:isExercisedAt': { '@type': 'dpv:RightExerciseNotice', 'dct:description': spokenText(where) },
      'dpv:hasDuration': `P${delayDays}D`,
    })),
    'dpv:hasEntityControl': [
      { '@type': 'dpv:WithdrawingFromProcess', 'dct:description': spokenText(d.refusal.alternative) },
      ...(d.contest.channels.length === 0
        ? []
        : [{ '@type': 'dpv:ChallengingProcessOutput', 'dpv:hasDuration': `P${d.contest.deadlineDays}D` }]),
      {
        '@type':
          d.reversibility.kind === 'irreversible'
            ? 'dpv:CannotReverseProcessOutput'
            : 'dpv:ReversingProcessOutput',
        'dct:description': spokenText(d.reversibility.text),
      },
    ],
    'dpv:hasApplicability': d.notServed.map(({ who, why, instead }) => ({
      'dct:title': spokenText(who),
      'dct:description': spokenText(why),
      'vav:instead': [
        { '@value': instead.fr, '@language': 'fr' },
        { '@value': instead.en, '@language': 'en' },
      ],
    })),
    'dpv:hasNoticeIcon': d.icons,
    'dpv:hasRecordOfActivity': d.sources.ropaUrl === null ? null : { '@id': d.sources.ropaUrl },
  });
}
