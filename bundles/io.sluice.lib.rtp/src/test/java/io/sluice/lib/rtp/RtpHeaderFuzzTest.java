/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.Bytes;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-07: header, CSRCs, extension and padding of a packet, wherever in a buffer it stands. */
class RtpHeaderFuzzTest {
    static Stream<byte[]> seeds() {
        Stream<byte[]> own = Stream.of(
                        "80600001000000010000000701020304",
                        "b1600001000000010000000711111111bede0001aabbccdd0102030405000004",
                        "a0e0ffffffffffff0000000700000003",
                        "9f60000100000001000000070102",
                        "90600001000000010000000700010fff")
                .map(hex -> Bytes.ofHex(hex).toByteArray());
        return Stream.concat(own, Clips.hexLines("seeds-payloads.txt").stream().map(Bytes::toByteArray));
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Limits.hold(data.length, () -> check(data), RtpException.class);
    }

    private static void check(byte[] data) throws RtpException {
        ByteBuffer larger = ByteBuffer.allocate(data.length + 9);
        larger.position(5).put(data).flip().position(5);
        RtpHeader header = RtpHeader.read(larger);
        assertThat(larger.position()).isEqualTo(5);
        assertThat(header.payloadFrom()).isGreaterThanOrEqualTo(5 + RtpHeader.BYTES);
        assertThat(header.payloadBytes()).isNotNegative();
        assertThat(header.payloadFrom() + header.payloadBytes()).isLessThanOrEqualTo(larger.limit());
        ByteBuffer written = ByteBuffer.allocate(RtpHeader.BYTES + header.payloadBytes());
        RtpHeader.write(
                written,
                header.marker(),
                header.payloadType(),
                header.sequence(),
                header.rtpTimestamp(),
                header.ssrc());
        written.put(larger.slice(header.payloadFrom(), header.payloadBytes()));
        RtpHeader again = RtpHeader.read(written.flip());
        assertThat(again)
                .isEqualTo(new RtpHeader(
                        header.marker(),
                        header.payloadType(),
                        header.sequence(),
                        header.rtpTimestamp(),
                        header.ssrc(),
                        RtpHeader.BYTES,
                        header.payloadBytes()));
    }
}
