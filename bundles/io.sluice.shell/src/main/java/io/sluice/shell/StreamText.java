/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.shell;

import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamInfo.FeedInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamInfo.TrackInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Everything that is known of one stream, for people. */
final class StreamText {
    private final Instant now;
    private final StringBuilder text = new StringBuilder();

    private StreamText(Instant now) {
        this.now = now;
    }

    static String of(StreamInfo stream, Instant now) {
        return new StreamText(now).all(stream);
    }

    private String all(StreamInfo stream) {
        line("%s: %s for %s%s"
                .formatted(stream.name(), stream.state(), ago(stream.since()), why(stream.reason(), stream.text())));
        head("Sources", stream.sources().isEmpty() ? "none: somebody publishes to it" : "");
        for (int i = 0; i < stream.sources().size(); i++) {
            source(i, stream.sources().get(i));
        }
        head("Tracks", stream.tracks().isEmpty() ? "none known" : "");
        stream.tracks().forEach(this::track);
        head("Viewers", stream.consumers().isEmpty() ? "none" : "");
        stream.consumers().forEach(this::viewer);
        if (!stream.feeds().isEmpty()) {
            head("Feeds", "");
            stream.feeds().forEach(this::feed);
        }
        return text.toString().stripTrailing();
    }

    private void source(int index, SourceInfo source) {
        line("  %d %s".formatted(index, source.source()));
        line("    %s%s".formatted(source.state(), why(source.reason(), source.text())));
        line("    driver %s, generation %d%s%s"
                .formatted(
                        source.driver().isEmpty() ? "none" : source.driver(),
                        source.generation(),
                        source.nextRetryAt() == null ? "" : ", next try in " + until(source.nextRetryAt()),
                        source.abandoned() == 0 ? "" : ", " + source.abandoned() + " calls abandoned"));
        ProgramStatus.Status program = source.program();
        if (program != null) {
            line("    program %d %s: %s".formatted(program.pid(), program.state(), program.command()));
            program.lastWords().forEach(words -> line("      " + words));
        }
    }

    private void track(TrackInfo track) {
        line("  %d %s %s, source %d".formatted(track.id(), track.kind(), track.codec(), track.source()));
        line("    %d units, %d bytes, %d dropped, last %s%s"
                .formatted(
                        track.units(),
                        track.bytes(),
                        track.dropped(),
                        track.lastUnitAt() == null ? "never" : ago(track.lastUnitAt()) + " ago",
                        track.keyIntervalMs() == 0 ? "" : ", key unit every " + track.keyIntervalMs() + " ms"));
    }

    private void viewer(ConsumerInfo viewer) {
        line("  %s %s from %s%s, %s"
                .formatted(
                        viewer.id(),
                        viewer.protocol(),
                        viewer.remote(),
                        viewer.user().isEmpty() ? "" : " as " + viewer.user(),
                        viewer.talk().isEmpty() ? "tracks " + viewer.tracks() : "speaks " + viewer.talk()));
        line("    %d units, %d bytes, %d skipped, for %s"
                .formatted(viewer.units(), viewer.bytes(), viewer.skipped(), ago(viewer.since())));
        for (Miss miss : viewer.misses()) {
            line("    misses want %d%s".formatted(miss.want(), why(miss.reason(), miss.text())));
        }
    }

    private void feed(FeedInfo feed) {
        line("  %s of tracks %s: %d readers, %d units, %d bytes kept, epoch %d"
                .formatted(feed.key(), feed.tracks(), feed.readers(), feed.units(), feed.logBytes(), feed.epoch()));
    }

    private void head(String title, String rest) {
        line("%s%s".formatted(title, rest.isEmpty() ? "" : ": " + rest));
    }

    private void line(String line) {
        text.append(Table.clean(line)).append('\n');
    }

    private static String why(Reason reason, @Nullable String because) {
        String name = reason == Reason.NONE ? "" : ", " + reason;
        return name + (because == null || because.isEmpty() ? "" : ": " + because);
    }

    private String ago(Instant then) {
        return time(Duration.between(then, now));
    }

    private String until(Instant then) {
        return time(Duration.between(now, then));
    }

    static String time(Duration duration) {
        long ms = Math.max(0, duration.toMillis());
        if (ms < 10_000) {
            return ms / 1000 + "." + ms % 1000 / 100 + " s";
        }
        long s = ms / 1000;
        if (s < 120) {
            return s + " s";
        }
        return s < 7200 ? s / 60 + " min" : s < 172_800 ? s / 3600 + " h" : s / 86_400 + " days";
    }
}
