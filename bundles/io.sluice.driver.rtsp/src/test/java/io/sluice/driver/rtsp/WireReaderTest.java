/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspMessage;
import io.sluice.lib.rtsp.RtspResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WireReaderTest {
    private static final Path RESPONSES =
            Path.of("../io.sluice.lib.rtsp/src/test/resources/io/sluice/lib/rtsp/responses");
    private static final byte[] OK = "RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final WireReader reader = new WireReader();
    private final Heard heard = new Heard();

    private static final class Heard implements WireReader.Handler {
        private final List<RtspMessage> messages = new ArrayList<>();
        private final List<String> frames = new ArrayList<>();
        private int losses;

        @Override
        public void message(RtspMessage message) {
            messages.add(message);
        }

        @Override
        public void frame(int channel, ByteBuffer data) {
            frames.add(channel + ":" + data.remaining());
        }

        @Override
        public void lost() {
            losses++;
        }
    }

    WireReaderTest() {
        reader.expect(0);
        reader.expect(1);
    }

    private void read(byte[]... parts) throws RtspException {
        for (byte[] part : parts) {
            reader.read(ByteBuffer.wrap(part), heard);
        }
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] packet(int channel, int size) {
        return TestPackets.frame(channel, TestPackets.rtp(96, true, 1, 1, 1, new byte[size]));
    }

    @Test
    void readsMessagesAndFramesHoweverTheyAreCut() throws Exception {
        byte[] whole = joined(OK, packet(0, 3000), packet(1, 0), new byte[] {'\r', '\n'}, OK, packet(0, 7));
        for (int piece : new int[] {whole.length, 1, 2, 3, 5, 7, 100, 1500}) {
            var each = new WireReader();
            each.expect(0);
            each.expect(1);
            var to = new Heard();
            for (int at = 0; at < whole.length; at += piece) {
                each.read(ByteBuffer.wrap(whole, at, Math.min(piece, whole.length - at)), to);
            }
            assertThat(to.messages).hasSize(2);
            assertThat(to.frames).containsExactly("0:3012", "1:12", "0:19");
            assertThat(to.losses).isZero();
        }
    }

    @Test
    void findsBackAfterRubbishHoweverItIsCut() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] rubbish = new byte[random.nextInt(2000)];
            random.nextBytes(rubbish);
            byte[] whole =
                    joined(packet(0, 50), rubbish, packet(0, 60), packet(1, 20), packet(0, 70), OK, packet(0, 80));
            var each = new WireReader();
            each.expect(0);
            each.expect(1);
            var to = new Heard();
            int piece = 1 + random.nextInt(whole.length);
            for (int at = 0; at < whole.length; at += piece) {
                each.read(ByteBuffer.wrap(whole, at, Math.min(piece, whole.length - at)), to);
            }
            assertThat(to.frames).as("round %d", round).startsWith("0:62");
            // A frame that seems to begin inside the rubbish may swallow some that follow.
            for (int more = 0; !to.frames.contains("0:111") && more < 1000; more++) {
                each.read(ByteBuffer.wrap(packet(0, 99)), to);
            }
            assertThat(to.frames).as("round %d", round).contains("0:111");
        }
    }

    @Test
    void readsOnAfterALengthThatWasTooSmall() throws Exception {
        byte[] wrong = packet(0, 600);
        wrong[3] = (byte) (wrong[3] - 100);
        read(wrong, packet(0, 30), OK);
        assertThat(heard.frames).containsExactly("0:512", "0:42");
        assertThat(heard.messages).hasSize(1);
        assertThat(heard.losses).isOne();
    }

    @Test
    void dropsFramesOfChannelsThatNobodyAskedFor() throws Exception {
        read(packet(6, 10), packet(0, 10));
        assertThat(heard.frames).containsExactly("6:22", "0:22");
        assertThat(heard.losses).isZero();
    }

    @Test
    void givesUpAfterSoMuchRubbish() throws Exception {
        read(new byte[WireReader.MAX_SKIPPED_BYTES]);
        assertThatThrownBy(() -> read(new byte[1])).isInstanceOf(RtspException.class);
    }

    @Test
    void givesUpOnABodyThatIsTooLarge() {
        byte[] head = "RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> read(head)).isInstanceOf(RtspException.class);
    }

    @Test
    void throwsNothingElseWhateverComes() throws Exception {
        var random = new Random(11);
        byte[] good = joined(OK, packet(0, 300), packet(1, 20), OK, packet(0, 1400));
        for (int round = 0; round < 3000; round++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(20); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            var each = new WireReader();
            each.expect(0);
            each.expect(1);
            int piece = 1 + random.nextInt(bad.length);
            try {
                for (int at = 0; at < bad.length; at += piece) {
                    each.read(ByteBuffer.wrap(bad, at, Math.min(piece, bad.length - at)), new Heard());
                }
            } catch (RtspException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void readsTheAnswersOfRealCameras() throws Exception {
        try (Stream<Path> files = Files.list(RESPONSES)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            assertThat(all).hasSizeGreaterThan(30);
            for (Path file : all) {
                answers(file);
            }
        }
    }

    private static void answers(Path file) throws IOException, RtspException {
        byte[] bytes = Files.readAllBytes(file);
        var reader = new WireReader();
        var heard = new Heard();
        for (byte one : bytes) {
            reader.read(ByteBuffer.wrap(new byte[] {one}), heard);
        }
        // Some were saved without the empty line that ends them.
        reader.read(ByteBuffer.wrap("\r\n\r\n".getBytes(StandardCharsets.US_ASCII)), heard);
        assertThat(heard.messages).as(file.toString()).hasSize(1);
        assertThat(heard.messages.get(0)).as(file.toString()).isInstanceOf(RtspResponse.class);
        assertThat(heard.losses).as(file.toString()).isZero();
    }
}
