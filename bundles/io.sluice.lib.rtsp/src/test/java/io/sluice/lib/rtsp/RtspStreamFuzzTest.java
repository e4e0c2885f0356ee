/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.testkit.fuzz.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Z-02: messages and interleaved frames, however they are cut. The first byte picks the cuts, the rest is the stream.
 */
class RtspStreamFuzzTest {
    static Stream<byte[]> seeds() {
        byte[] answers = Stream.concat(TestFiles.responses().stream(), TestFiles.seeds("seeds-messages.txt").stream())
                .limit(12)
                .reduce(new byte[] {7}, RtspStreamFuzzTest::join);
        byte[] frames = {3, '$', 0, 0, 3, 1, 2, 3, '$', 1, 0, 0, '$', (byte) 255, 0, 1, 9};
        byte[] large = join(new byte[] {9, '$', 0, (byte) 0xff, (byte) 0xff}, new byte[65_535]);
        return Stream.of(answers, frames, join(frames, Arrays.copyOfRange(answers, 1, 500)), large);
    }

    private static byte[] join(byte[] one, byte[] other) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        if (data.length > 0) {
            Limits.hold(data.length, () -> check(data[0], Arrays.copyOfRange(data, 1, data.length)));
        }
    }

    private static void check(int cuts, byte[] stream) {
        var whole = new Events();
        String end = read(stream, stream.length, new Random(0), whole);
        var pieces = new Events();
        String endOfPieces = read(stream, 1 + (cuts & 0x3f), new Random(cuts), pieces);
        assertThat(pieces.texts).isEqualTo(whole.texts);
        assertThat(endOfPieces).isEqualTo(end);
    }

    /** Reads in pieces of up to that size; says how it ended. */
    private static String read(byte[] stream, int atMost, Random random, Events events) {
        var reader = new RtspReader();
        int at = 0;
        try {
            while (at < stream.length) {
                int size = Math.min(stream.length - at, atMost == stream.length ? atMost : 1 + random.nextInt(atMost));
                ByteBuffer piece = ByteBuffer.wrap(stream, at, size);
                reader.read(piece, events);
                assertThat(piece.hasRemaining()).isFalse();
                at += size;
            }
            return reader.isInside() ? "inside" : "between";
        } catch (RtspException e) {
            return e.status() + " " + e.getMessage();
        }
    }
}
