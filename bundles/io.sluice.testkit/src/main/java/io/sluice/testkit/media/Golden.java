/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.MediaKind;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * The units of a file as ffprobe sees them, one a line: kind, pts, dts (seconds, or {@code -}), size, {@code key} or
 * {@code not}, CRC-32 of the payload.
 */
public final class Golden {
    /** Time stamps of containers are rounded to milliseconds. */
    private static final double ROUNDED_S = 0.0021;

    private Golden() {}

    /** A file beside the class of a test. */
    public static byte[] file(Class<?> test, String name) {
        try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the units of each kind are those of the file {@code NAME.golden} beside the class. */
    public static void compare(Class<?> test, String name, RecordingContext context) {
        List<String> lines = new String(file(test, name + ".golden"), StandardCharsets.UTF_8)
                .lines()
                .toList();
        for (MediaKind kind : List.of(MediaKind.VIDEO, MediaKind.AUDIO)) {
            List<String[]> wanted = lines.stream()
                    .map(line -> line.split(" "))
                    .filter(line -> line[0].equals(kind.name().toLowerCase(Locale.ROOT)))
                    .toList();
            List<RecordedTrack> tracks = context.tracks().stream()
                    .filter(track -> track.kind() == kind)
                    .toList();
            assertThat(tracks).as(name + ": tracks of " + kind).hasSize(wanted.isEmpty() ? 0 : 1);
            if (!wanted.isEmpty()) {
                compare(name, wanted, tracks.get(0));
            }
        }
        assertThat(context.violations()).isEmpty();
    }

    private static void compare(String name, List<String[]> wanted, RecordedTrack track) {
        List<AccessUnit> units = track.units();
        double clock = track.codec().clockRateHz();
        for (int i = 0; i < Math.min(wanted.size(), units.size()); i++) {
            String[] line = wanted.get(i);
            AccessUnit unit = units.get(i);
            String which = name + ": unit " + i + " of " + track;
            time(which + " pts", line[1], unit.pts() / clock);
            time(which + " dts", line[2], unit.dts() / clock);
            assertThat(unit.sizeBytes() + " " + (unit.key() ? "key" : "not") + " " + crc(unit))
                    .as(which)
                    .isEqualTo(line[3] + " " + line[4] + " " + line[5]);
        }
        assertThat(units).as(name + ": units of " + track).hasSize(wanted.size());
    }

    private static void time(String which, String wanted, double seconds) {
        if (!wanted.equals("-")) {
            assertThat(Math.abs(Double.parseDouble(wanted) - seconds))
                    .as(which + ": " + seconds + " instead of " + wanted)
                    .isLessThan(ROUNDED_S);
        }
    }

    private static String crc(AccessUnit unit) {
        var crc = new CRC32();
        crc.update(unit.payload());
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** All that was given out, as text: for comparing two readings with each other. */
    public static String dump(RecordingContext context) {
        var text = new StringBuilder();
        for (RecordedTrack track : context.tracks()) {
            text.append(track.codecs()).append('\n');
            for (AccessUnit unit : track.units()) {
                text.append(unit.pts())
                        .append(' ')
                        .append(unit.dts())
                        .append(' ')
                        .append(unit.key());
                text.append(' ').append(crc(unit)).append('\n');
            }
        }
        return text.append(context.complete()).toString();
    }
}
