/** How a result comes about, where data goes, how it is guarded: asked of every declaration. */
import { asked, type DeclarationField } from './field-asked.ts';

export const fieldsOfLogic: readonly DeclarationField[] = [
  asked(
    'decision',
    'CRPA R311-3-1-2, 1°',
    'Dites ce qui est décidé, et la part de la machine.',
    'Say what is decided, and the machine’s part in it.',
  ),
  asked(
    'decision.modeText',
    'CRPA R311-3-1-2, 1°',
    'Dites comment le calcul pèse dans la décision, ou rien.',
    'Say how the calculation weighs in the decision, or nothing.',
  ),
  asked(
    'human',
    'RGPD 22(3)',
    'Dites si une personne intervient, et quand.',
    'Say whether a person steps in, and when.',
  ),
  asked(
    'human.sees',
    'ATRS, human_decisions',
    'Dites ce que cette personne a sous les yeux.',
    'Say what this person has before them.',
  ),
  asked(
    'human.overrideRate',
    'Vis-à-vis',
    'Dites combien de fois elle décide autrement, ou que vous ne comptez pas.',
    'Say how often they decide otherwise, or that you do not count.',
  ),
  asked(
    'human.trainingOk',
    'ATRS, required_training',
    'Dites si cette personne est formée.',
    'Say whether this person is trained.',
  ),
  asked(
    'logic',
    'RGPD 15(1)(h)',
    'Dites comment le résultat se calcule.',
    'Say how the result is worked out.',
  ),
  asked(
    'logic.rules',
    'CRPA L312-1-3',
    'Publiez vos règles avant de les nommer.',
    'Publish your rules before you name them.',
  ),
  asked(
    'logic.model',
    'Model Cards',
    'Décrivez le modèle : données, mesures, limites.',
    'Describe the model: data, measures, limits.',
  ),
  asked(
    'logic.parameters',
    'CRPA R311-3-1-2, 3°',
    'Dites les paramètres et leur poids, ou aucun.',
    'Say the parameters and their weights, or none.',
  ),
  asked(
    'comparison',
    'Vis-à-vis',
    'Dites à qui on est comparé, ou à personne.',
    'Say to whom one is compared, or to nobody.',
  ),
  asked(
    'recipients',
    'RGPD 13(1)(e)',
    'Dites à qui vous donnez les données, ou à personne.',
    'Say to whom you give the data, or to nobody.',
  ),
  asked(
    'transfers',
    'RGPD 13(1)(f)',
    'Dites si les données sortent d’Europe, ou non.',
    'Say whether data leaves Europe, or not.',
  ),
  asked(
    'retention',
    'RGPD 13(2)(a)',
    'Dites combien de temps les données sont gardées.',
    'Say how long data is kept.',
  ),
  asked(
    'retention.start',
    'RGPD 13(2)(a)',
    'Dites à partir de quand on compte les jours.',
    'Say from when the days are counted.',
  ),
  asked(
    'frequency',
    'ATRS, frequency_usage',
    'Dites à quel rythme vous lisez les données.',
    'Say how often you read the data.',
  ),
  asked(
    'scale',
    'ATRS, frequency_usage',
    'Dites combien de personnes et de décisions par an.',
    'Say how many people and decisions a year.',
  ),
  asked(
    'maxAgeDays',
    'RGPD 5(1)(d)',
    'Dites à partir de quel âge une donnée est trop vieille.',
    'Say at what age a fact is too old.',
  ),
  asked(
    'security',
    'RGPD 30(1)(g), 32',
    'Dites comment les données sont gardées à l’abri.',
    'Say how the data is kept safe.',
  ),
  asked(
    'risks',
    'RGPD 35(7)(c)',
    'Dites ce qui peut mal tourner, et pour qui, ou rien.',
    'Say what can go wrong, and for whom, or nothing.',
  ),
  asked(
    'impactAssessments',
    'RGPD 35',
    'Dites quelles analyses d’impact sont faites, ou aucune.',
    'Say which impact assessments were made, or none.',
  ),
  asked(
    'impactReason',
    'RGPD 35',
    'Sans analyse d’impact, dites pourquoi.',
    'Without an impact assessment, say why.',
  ),
  asked(
    'aiActClass',
    'Règlement (UE) 2024/1689',
    'Dites la classe de risque, ou qu’elle n’est pas fixée.',
    'Say the class of risk, or that it is not set.',
  ),
  asked(
    'registrationUrl',
    'Règlement (UE) 2024/1689, 49',
    'Dites où le système est inscrit, ou nulle part.',
    'Say where the system is registered, or nowhere.',
  ),
];
