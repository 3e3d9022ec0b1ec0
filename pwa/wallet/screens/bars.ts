import { Fragment, h } from 'preact';
import { isExercise } from '../paths/exercise.ts';
import { isTablet } from '../tablet.ts';
import { ExerciseBar } from './exercise/bar.tsx';
import { TabletBar } from './tablet/bar.tsx';

/** What stands on every screen of an exercise, and of a tablet that goes from hand to hand. */
export const Bars = () =>
  h(Fragment, null, isExercise() && h(ExerciseBar, null), isTablet.value && h(TabletBar, null));
