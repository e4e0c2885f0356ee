/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.Bytes;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RtspReaderTest {
    private static final String MIXED = "\r\nOPTIONS rtsp://h/s RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: a\r\n b\r\n\r\n"
            + "$\u0001\u0000\u0003abc"
            + "RTSP/1.0 200 OK\nCSeq: 2\nContent-Length: 4\n\n$bod"
            + "$\u0000\u0000\u0000"
            + "RTSP/1.0 404\r\nno header at all\r\nCSeq:3\r\n\r\n";

    /** Keeps what was read as texts. */
    private static final class Kept implements RtspReader.Handler {
        final List<String> all = new ArrayList<>();
        final List<RtspMessage> messages = new ArrayList<>();

        @Override
        public void request(RtspRequest request) {
            message(request);
        }

        @Override
        public void response(RtspResponse response) {
            message(response);
        }

        private void message(RtspMessage message) {
            messages.add(message);
            all.add(message.startLine() + " #" + message.cseq() + " "
                    + new String(message.body().toByteArray(), StandardCharsets.ISO_8859_1));
        }

        @Override
        public void frame(int channel, ByteBuffer data) {
            all.add(channel + ":" + StandardCharsets.ISO_8859_1.decode(data));
        }
    }

    private static Kept read(byte[] bytes, Random random) throws RtspException {
        var kept = new Kept();
        var reader = new RtspReader();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(9));
            reader.read(ByteBuffer.wrap(bytes, at, length), kept);
            at += length;
        }
        assertThat(reader.isInside()).isFalse();
        return kept;
    }

    @Test
    void takesAMixtureApartHoweverItIsCut() throws RtspException {
        byte[] bytes = MIXED.getBytes(StandardCharsets.ISO_8859_1);
        var whole = new Kept();
        new RtspReader().read(ByteBuffer.wrap(bytes), whole);
        assertThat(whole.all)
                .containsExactly(
                        "OPTIONS rtsp://h/s RTSP/1.0 #1 ",
                        "1:abc",
                        "RTSP/1.0 200 OK #2 $bod",
                        "0:",
                        "RTSP/1.0 404  #3 ");
        assertThat(whole.messages.get(0).header("user-agent")).isEqualTo("a b");
        for (int seed = 0; seed < 200; seed++) {
            assertThat(read(bytes, new Random(seed)).all).as("seed " + seed).isEqualTo(whole.all);
        }
    }

    @Test
    void readsTheAnswersOfRealCamerasAndItsOwn() throws RtspException {
        for (byte[] response : TestFiles.responses()) {
            var kept = new Kept();
            new RtspReader().read(ByteBuffer.wrap(response), kept);
            assertThat(kept.messages).hasSize(1);
            var again = new Kept();
            new RtspReader().read(kept.messages.get(0).toBytes(), again);
            assertThat(again.all).isEqualTo(kept.all);
        }
    }

    @Test
    void readsRecordedSessions() throws RtspException {
        for (String file : List.of("rtsp_requests_aac.raw", "rtsp_requests_mkv.raw")) {
            var kept = new Kept();
            new RtspReader().read(ByteBuffer.wrap(TestFiles.bytes(file)), kept);
            assertThat(kept.messages)
                    .as(file)
                    .hasSizeGreaterThan(2)
                    .allMatch(message -> message instanceof RtspRequest);
        }
    }

    @Test
    void readsTheLargestFrameInPieces() throws RtspException {
        byte[] frame = new byte[4 + 65_535];
        frame[0] = '$';
        frame[1] = (byte) 200;
        frame[2] = frame[3] = (byte) 0xFF;
        assertThat(read(frame, new Random(1)).all.get(0)).startsWith("200:").hasSize(4 + 65_535);
    }

    static List<Arguments> refused() {
        String get = "OPTIONS rtsp://h RTSP/1.0\r\n";
        return List.of(
                Arguments.of("HTTP", 505, "GET / HTTP/1.1\r\n\r\n"),
                Arguments.of("lower case", 400, "options * RTSP/1.0\r\n\r\n"),
                Arguments.of("no URL", 505, "OPTIONS RTSP/1.0\r\n\r\n"),
                Arguments.of("long method", 400, "A".repeat(65) + " * RTSP/1.0\r\n\r\n"),
                Arguments.of("long URL", 414, "OPTIONS rtsp://" + "h".repeat(2042) + " RTSP/1.0\r\n\r\n"),
                Arguments.of("endless line", 414, "A".repeat(3000)),
                Arguments.of("endless header", 400, get + "A: " + "b".repeat(3000)),
                Arguments.of("long name", 400, get + "A".repeat(513) + ": b\r\n\r\n"),
                Arguments.of("no name", 400, get + "\r: b\r\n\r\n"),
                Arguments.of("long value", 400, get + "A: " + "b".repeat(2049) + "\r\n\r\n"),
                Arguments.of("endless value", 400, get + "A: b\r\n" + (" " + "c".repeat(1000) + "\r\n").repeat(3)),
                Arguments.of("many headers", 400, get + "A: b\r\n".repeat(256)),
                Arguments.of(
                        "large headers",
                        400,
                        get + ("A: " + "b".repeat(2000) + "\r\n").repeat(32) + "B: " + "c".repeat(2000)),
                Arguments.of("endless continuation", 400, get + " x\r\n".repeat(20_000)),
                Arguments.of("endless nonsense of a camera", 400, "RTSP/1.0 200 OK\r\n" + "x\r\n".repeat(30_000)),
                Arguments.of("no colon", 400, get + "Abc\r\n\r\n"),
                Arguments.of("negative body", 400, get + "Content-Length: -1\r\n\r\n"),
                Arguments.of("body of 2 GiB", 413, get + "Content-Length: 2147483647\r\n\r\n"),
                Arguments.of("body of more than a long", 400, get + "Content-Length: 9999999999999999999999\r\n\r\n"),
                Arguments.of("no number", 400, get + "Content-Length: 1x\r\n\r\n"),
                Arguments.of("large body", 413, get + "Content-Length: 131073\r\n\r\n"),
                Arguments.of("huge body", 413, get + "Content-Length: 99999999999999999\r\n\r\n"),
                Arguments.of("no status", 400, "RTSP/1.0 OK\r\n\r\n"),
                Arguments.of("version 2", 505, "RTSP/2.0 200 OK\r\n\r\n"),
                Arguments.of("garbage", 414, "\u0080\u0000\u00ff".repeat(1000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String what, int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new RtspReader().read(ByteBuffer.wrap(bytes), new Kept()))
                .as(what)
                .isInstanceOfSatisfying(
                        RtspException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void manyMessagesMayHaveManyHeadersTogether() throws RtspException {
        String message = "OPTIONS * RTSP/1.0\r\n" + ("A: " + "b".repeat(2000) + "\r\n").repeat(30) + "\r\n";
        var kept = new Kept();
        new RtspReader().read(ByteBuffer.wrap(message.repeat(4).getBytes(StandardCharsets.ISO_8859_1)), kept);
        assertThat(kept.messages).hasSize(4);
    }

    @Test
    void aFoldedHeaderCostsNoMoreThanItIsLong() {
        String text = "OPTIONS * RTSP/1.0\r\nA: " + "b".repeat(2_000) + "\r\n" + " \n".repeat(29_000) + "\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Limits.hold(bytes.length, () -> {
            var kept = new Kept();
            new RtspReader().read(ByteBuffer.wrap(bytes), kept);
            assertThat(kept.messages.get(0).header("A")).hasSize(2_000);
        });
    }

    @Test
    void nobodyPutsAFieldIntoAnother() throws RtspException {
        var kept = new Kept();
        var response = RtspResponse.of(200, RtspHeaders.of("CSeq", "1", "Server", "a\r\nSession: evil"));
        new RtspReader().read(response.toBytes(), kept);
        assertThat(kept.messages.get(0).header("Session")).isNull();
    }

    @Test
    void throwsNothingElseWhateverComes() {
        var seeds = new ArrayList<>(TestFiles.seeds("seeds-messages.txt"));
        seeds.addAll(TestFiles.responses());
        seeds.add(TestFiles.bytes("rtsp_requests_aac.raw"));
        seeds.add(TestFiles.bytes("rtsp_requests_mkv.raw"));
        seeds.add(MIXED.getBytes(StandardCharsets.ISO_8859_1));
        var random = new Random(20_261_120);
        int refused = 0;
        for (byte[] seed : seeds) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = i == 0 ? seed : TestFiles.mutate(seed, random);
                try {
                    new RtspReader().read(ByteBuffer.wrap(bytes), new Kept());
                } catch (RtspException e) {
                    refused++;
                } catch (RuntimeException e) {
                    throw new AssertionError("by " + Bytes.of(bytes).toHex(), e);
                }
            }
        }
        assertThat(refused).isPositive();
    }
}
