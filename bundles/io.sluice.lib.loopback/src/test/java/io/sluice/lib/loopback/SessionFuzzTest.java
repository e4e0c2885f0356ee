/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspReader;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.testkit.driver.RecordingContext;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a program says that was let in: each request gets an answer, and what is taken is what was promised. */
class SessionFuzzTest {
    private static final String HEAD = "RTSP/1.0\r\nCSeq: 1\r\n";
    private static final String TCP = HEAD + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";

    static Stream<byte[]> seeds() {
        String sdp = String.join(
                "\r\n",
                "v=0",
                "s=x",
                "m=audio 0 RTP/AVP 8",
                "a=control:streamid=0",
                "m=video 0 RTP/AVP 96",
                "a=rtpmap:96 H264/90000",
                "a=control:streamid=1",
                "");
        String give = "ANNOUNCE rtsp://h/t " + HEAD + "Content-Length: " + sdp.length() + "\r\n\r\n" + sdp
                + "SETUP rtsp://h/t/streamid=0 " + TCP
                + "SETUP rtsp://h/t/streamid=1 " + TCP.replace("0-1", "2-3")
                + "RECORD rtsp://h/t " + HEAD + "\r\n$\0\0\16\200\10\0\1\0\0\0\0\0\0\0\11UU";
        String take = "DESCRIBE rtsp://h/t " + HEAD + "\r\n"
                + "SETUP rtsp://h/t/trackID=0 " + TCP
                + "PLAY rtsp://h/t " + HEAD + "\r\n$\1\0\4\200\311\0\0";
        return Stream.of(give, take, "SETUP * " + TCP + "RECORD * " + HEAD + "\r\n")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void talks(byte[] data) {
        Limits.hold(data.length, () -> {
            var context = new RecordingContext();
            talk(data, new PublishSession(publishTicket(context), line()));
            assertThat(context.tracks()).allMatch(track -> track.kind() == MediaKind.AUDIO);
            assertThat(context.violations()).isEmpty();
            var stream = new FakeStream(new Track(1, MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1)));
            talk(data, new PlaySession(new PlayTicket(null, null, "t", Duration.ZERO, stream), stream, line()));
            assertThat(stream.openCursors).isZero();
            assertThat(stream.listeners()).isZero();
        });
    }

    private static PublishTicket publishTicket(RecordingContext context) {
        var ignored = new PublishListener() {
            @Override
            public void recording() {}

            @Override
            public void progress() {}

            @Override
            public void ended(String text) {}
        };
        return new PublishTicket(null, null, "t", Duration.ZERO, context, EnumSet.of(MediaKind.AUDIO), null, ignored);
    }

    private static Line line() {
        return new Line() {
            @Override
            public void wake() {}

            @Override
            public String url() {
                return "rtsp://h/t";
            }
        };
    }

    private static void talk(byte[] data, Session session) {
        var handler = new RtspReader.Handler() {
            @Override
            public void request(RtspRequest request) {
                var answer = session.answer(request).toCompletableFuture();
                session.turn(System.nanoTime());
                assertThat(answer).as(request::toString).isDone();
                if (!answer.isCompletedExceptionally()) {
                    assertThat(answer.join().status()).isBetween(200, 599);
                }
                session.answered();
                session.region();
            }

            @Override
            public void response(RtspResponse response) {}

            @Override
            public void frame(int channel, ByteBuffer frame) {
                session.frame(channel, frame);
            }
        };
        try {
            new RtspReader().read(ByteBuffer.wrap(data), handler);
        } catch (RtspException e) {
            assertThat(e.getMessage()).isNotEmpty();
        } finally {
            session.closed("over", false);
        }
    }
}
