/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-01: requests and responses. What is read and written reads the same again. */
class RtspMessageFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        TestFiles.seeds("seeds-messages.txt").stream(),
                        TestFiles.responses().stream(),
                        Stream.of(TestFiles.bytes("rtsp_requests_aac.raw"), TestFiles.bytes("rtsp_requests_mkv.raw")))
                .flatMap(files -> files);
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Limits.hold(data.length, () -> check(data), RtspException.class);
    }

    private static void check(byte[] data) throws RtspException {
        var events = new Events();
        try {
            new RtspReader().read(ByteBuffer.wrap(data), events);
        } finally {
            for (RtspMessage message : events.messages) {
                use(message);
                reads(message);
            }
        }
    }

    private static void use(RtspMessage message) throws RtspException {
        assertThat(message.cseq()).isGreaterThanOrEqualTo(-1);
        assertThat(message.toString()).isNotNull();
        if (message instanceof RtspRequest request && request.url().startsWith("rtsp://")) {
            RtspUrl url = RtspUrl.read(request.url());
            assertThat(RtspUrl.read(url.withoutUserInfo()).withoutUserInfo()).isEqualTo(url.withoutUserInfo());
            assertThat(url.decodedPath()).isNotNull();
        }
    }

    /** What a peer makes of it when it is passed on. */
    private static void reads(RtspMessage message) throws RtspException {
        ByteBuffer first = message.toBytes();
        if (StandardCharsets.UTF_8.decode(first.duplicate()).toString().indexOf('\ufffd') >= 0) {
            return; // was no UTF-8: three bytes stand for one, and may be more than a field may have
        }
        var again = new Events();
        var reader = new RtspReader();
        reader.read(first.duplicate(), again);
        assertThat(reader.isInside()).isFalse();
        assertThat(again.messages).hasSize(1);
        assertThat(again.messages.get(0).toBytes()).isEqualTo(first);
        assertThat(again.messages.get(0).getClass()).isEqualTo(message.getClass());
        assertThat(again.messages.get(0).body()).isEqualTo(message.body());
    }
}
