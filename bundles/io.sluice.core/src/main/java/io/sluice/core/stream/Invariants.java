/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Match;
import java.util.ArrayList;
import java.util.List;

/** What must hold for a stream after every command: consumers, feeds, producers and states agree. Lane only. */
final class Invariants {
    private Invariants() {}

    /** What is wrong, for people; empty when nothing is. */
    static List<String> violations(LiveStream stream) {
        var found = new ArrayList<String>();
        viewers(stream, found);
        talks(stream, found);
        feeds(stream, found);
        if (!stream.removed()) {
            legs(stream, found);
            var derived = StreamStates.of(stream.legs(), stream.missing());
            if (derived.state() != stream.chronicle().status().state()) {
                found.add("the stream says " + stream.chronicle().status().state() + " and is " + derived.state());
            }
        }
        return found;
    }

    private static void viewers(LiveStream stream, List<String> found) {
        for (Viewer viewer : stream.audience().all()) {
            if (viewer.over()) {
                found.add(viewer.id + " is over and still among the viewers");
            }
            if (!viewer.admitted() && viewer.deadline == null) {
                found.add(viewer.id + " waits to join without a deadline");
            }
            for (Match match : viewer.matches()) {
                if (stream.slots().get(match.track().id()) == null) {
                    found.add(viewer.id + " has track " + match.track().id() + ", which is not there");
                }
            }
        }
        for (Viewer viewer : stream.audience().all()) {
            readers(stream, viewer, found);
        }
        if (stream.removed() && stream.audience().size() > 0) {
            found.add("the stream is removed and has viewers");
        }
    }

    /** A source that is a viewer, and the viewer that is a source, know each other; neither outlives the other. */
    private static void readers(LiveStream stream, Viewer viewer, List<String> found) {
        Leg reader = viewer.reader;
        if (reader == null) {
            return;
        }
        boolean known = reader.reads().open().stream().anyMatch(reading -> reading.viewer() == viewer);
        if (!known || reader.current() == null) {
            found.add(viewer.id + " reads for " + reader.place() + ", which does not");
        }
        if (viewer.leaving != (reader.phase() == Leg.Phase.CLOSING)) {
            found.add(viewer.id + (viewer.leaving ? " leaves and " : " stays and ") + reader.place() + " is "
                    + reader.phase());
        }
        for (Leg from : viewer.needed()) {
            if (!stream.legs().contains(from)) {
                found.add(viewer.id + " needs a source that is not there any more");
            }
        }
    }

    private static void talks(LiveStream stream, List<String> found) {
        Talker talker = stream.talks().speaker();
        if (talker != null && (talker.leg == null || talker.leg.current() != talker.generation)) {
            found.add(talker.id + " speaks to a source that is not open any more");
        }
    }

    private static void feeds(LiveStream stream, List<String> found) {
        for (FeedTable.Entry entry : stream.feeds().all()) {
            if (entry.users.isEmpty()) {
                found.add("feed " + entry.feed.key() + " has no user");
            }
            for (String user : entry.users) {
                if (stream.audience().get(user) == null) {
                    found.add("feed " + entry.feed.key() + " is used by " + user + ", who is not there");
                }
            }
        }
    }

    private static void legs(LiveStream stream, List<String> found) {
        for (Leg leg : stream.legs()) {
            if (Circles.isIn(leg)) {
                found.add("source " + leg.index() + " reads from itself");
            }
            for (LegReads.Reading reading : leg.reads().open()) {
                if (reading.stream().audience().get(reading.viewer().id) != reading.viewer()) {
                    found.add("source " + leg.index() + " reads as " + reading.viewer().id + ", who is not there");
                }
            }
            boolean wanted = stream.audience().needs(leg);
            if (wanted != leg.needed()) {
                found.add("source " + leg.index() + (wanted ? " is needed and not told so" : " is told it is needed"));
            }
            switch (leg.phase()) {
                case IDLE -> {
                    if (leg.needed()) {
                        found.add("source " + leg.index() + " is needed and idle");
                    }
                    if (!stream.slots().of(leg).isEmpty()) {
                        found.add("source " + leg.index() + " is idle and has tracks");
                    }
                }
                case OPENING, OPEN -> {
                    if (leg.current() == null) {
                        found.add("source " + leg.index() + " is open without a generation");
                    }
                    boolean held = stream.audience().holds(leg);
                    if (!leg.needed() && !leg.demand().lingers() && !held && leg.source() != null) {
                        found.add("source " + leg.index() + " is open and nobody needs it");
                    }
                }
                case WAITING, HELD -> {
                    if (leg.nextRetryAt() == null) {
                        found.add("source " + leg.index() + " waits for no time");
                    }
                }
                case CLOSING, NO_DRIVER, GIVEN_UP -> {}
            }
        }
    }
}
