import { importLimits } from '../../../../policy/import.ts';
import { readStamp } from '../../../../policy/local-time.ts';
import { readTrack } from '../../../../policy/track.ts';
import { sumUpTrips, type TrackSummary, type Trip } from '../../../../policy/trip.ts';
import { ImportFault } from './fault.ts';
import { readGpx } from './gpx.ts';
import { refuseRow, type Tally } from './tally.ts';

/** Before the first satellite of the system that phones hear. */
const earliestMs = Date.UTC(1990, 0);
const dayMs = 86_400_000;

export interface TrackReading {
  read(name: string, text: AsyncIterable<string>): Promise<void>;
  end(): TrackSummary;
}

export function readTracks(tally: Tally, nowMs: number): TrackReading {
  const trips: Trip[] = [];
  let tooShort = 0;
  return {
    async read(name, text) {
      const track = readTrack();
      await readGpx(text, {
        point: ({ lat, lon, time, line }) => {
          tally.rowsRead += 1;
          if (tally.rowsRead > importLimits.points)
            throw new ImportFault('import-many-rows', `expected at most ${importLimits.points} points`);
          if (time === null) return refuseRow(tally, name, line, 'time-absent');
          const ms = readStamp(time.trim())?.ms ?? Number.NaN;
          if (!(ms >= earliestMs)) return refuseRow(tally, name, line, 'time-invalid');
          if (ms > nowMs + dayMs) return refuseRow(tally, name, line, 'time-ahead');
          const fault = track.add({ lat, lon, ms });
          if (fault !== null) refuseRow(tally, name, line, fault);
        },
        endTrack: () => track.endTrack(),
      });
      for (const trip of track.trips) trips.push(trip);
      tooShort += track.tooShort;
    },
    end() {
      const summary = sumUpTrips(trips, tooShort);
      if (summary !== null) return summary;
      const isTimeless = tally.rowsRead > 0 && tally.counts.get('time-absent') === tally.rowsRead;
      throw new ImportFault(isTimeless ? 'import-no-time' : 'import-no-trip', 'found no trip');
    },
  };
}
