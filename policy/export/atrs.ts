/**
 * A record after the UK Algorithmic Transparency Recording Standard, template 2.1, in English. Sections are the template's;
 * attributes have the names of the standard's data model, multi-valued ones as lists.
 */
import type { Declaration } from '../declaration.ts';
import { factKind } from '../fact.ts';
import { type LinkedObject, present } from './linked.ts';
import * as say from './paragraphs.ts';
import { addressOf, type Published } from './published.ts';

const phases = {
  planned: 'design',
  pilot: 'beta/pilot',
  active: 'production',
  suspended: 'production',
  retired: 'retired',
} as const;

export function atrsRecord(of: Published): LinkedObject {
  const { declaration: d, digest } = of;
  return {
    metadata: present({
      id: digest,
      standard_version: 2.1,
      date_completion: d.changelog.find((entry) => entry.class === 'first')?.date ?? d.at.slice(0, 10),
      date_update: d.changelog.filter((entry) => entry.class !== 'first').map(({ date }) => date),
      date_archive: d.status === 'retired' ? d.at.slice(0, 10) : null,
    }),
    tier_1: present({
      name: d.title.en,
      description: [d.summary.en, say.goal(d, 'en')].join('\n'),
      website_url: addressOf(of),
      contact_email: d.controller.contact.email,
    }),
    tier_2: {
      owner_and_responsibility: ownerOf(d),
      description_and_rationale: present({
        detailed_description: say.workings(d, 'en'),
        scope: [say.goal(d, 'en'), ...d.notServed.map(({ who, why }) => `Not for: ${who.en} ${why.en}`)].join(
          '\n',
        ),
        benefit: say.considerations(d, 'en'),
        alternatives_considered: d.alternativesConsidered?.en,
      }),
      decision_making_process: {
        process_integration: say.decisionMaking(d, 'en'),
        provided_information: d.outputs.map(({ key, meaning }) => `${key}: ${meaning.en}`),
        frequency_and_scale_of_usage: say.usage(d, 'en'),
        human_decisions_and_review: say.humanPart(d, 'en'),
        required_training: say.training(d, 'en'),
        appeals_and_review: say.appeal(d, 'en'),
      },
      tool_specification: present({
        system_architecture: d.sources.codeUrl,
        phase: phases[d.status],
        maintenance: say.monitoringText(d, 'en'),
        model_type: d.logic.kind,
        models: modelsOf(d),
      }),
      data: dataOf(d),
      risks_mitigations_and_impact_assessments: {
        impact_assessments: d.impactAssessments.map(({ kind, result, date, url }) =>
          present({
            impact_assessment_name: kind,
            impact_assessment_description: result.en,
            impact_assessment_date: date,
            impact_assessment_link: url,
          }),
        ),
        risks: d.risks.map(({ iri, text, mitigation, residual }) => ({
          risk_name: iri.split('#').at(-1) ?? iri,
          risk_description: text.en,
          risk_mitigation: `${mitigation.en} (${residual})`,
        })),
      },
    },
  };
}

function ownerOf(d: Declaration): LinkedObject {
  return {
    organisation: d.controller.name.en,
    team: d.accountableRole.en,
    senior_responsible_owner: d.accountableRole.en,
    external_supplier_involvement: d.processors.length > 0,
    external_suppliers: d.processors.map(({ name, legalId, role, dataAccess }) =>
      present({
        external_supplier: name.en,
        external_supplier_identifier: legalId,
        external_supplier_role: role,
        data_access_terms: dataAccess,
      }),
    ),
  };
}

function modelsOf({ logic: { rules, model }, inputs, outputs }: Declaration): LinkedObject[] {
  const io = {
    model_input: inputs.map(({ key }) => factKind(key).label.en),
    model_output: outputs.map(({ meaning }) => meaning.en),
  };
  return [
    ...(rules === undefined
      ? []
      : [
          {
            model_name: rules.lang,
            model_version: rules.engineVersion,
            model_task: rules.entryPoints.join(', '),
            ...io,
          },
        ]),
    ...(model === undefined
      ? []
      : [
          {
            model_name: model.card,
            model_version: model.version,
            ...io,
            model_performance: model.metrics.map(({ name, value }) => `${name.en}: ${value}`),
            datasets_and_their_purposes: model.trainingData.en,
          },
        ]),
  ];
}

function dataOf(d: Declaration): LinkedObject {
  const sensitive = d.inputs.filter((input) => input.sensitive).map(({ key }) => factKind(key).label.en);
  return {
    source_data_name: [
      ...d.inputs.map(({ key }) => factKind(key).label.en),
      ...d.otherData.map(({ name }) => name.en),
    ],
    source_data_description: say.inputData(d, 'en'),
    sensitive_attributes: sensitive.length === 0 ? ['None'] : sensitive,
    data_collection: say.joinedData(d, 'en'),
    data_sharing_agreements: say.sharingText(d, 'en'),
    data_access_and_storage: [say.retentionText(d, 'en'), say.helperText(d, 'en')]
      .filter((text) => text !== '')
      .join('\n'),
  };
}
