/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WireFormatTest {
    private static void look(WireFormat format, String payload) {
        format.look(ByteBuffer.wrap(
                TestPackets.rtp(96, false, 1, 1, 1, HexFormat.of().parseHex(payload))));
    }

    @ParameterizedTest
    @CsvSource({
        "h264, 6742001e, h264", // SPS
        "h264, 68ce3c80, h264", // PPS
        "h264, 65888400, h264", // key picture
        "h264, 419a2000, h264", // other picture
        "h264, 7c858884, h264", // FU-A
        "h264, 780018674d, h264", // STAP-A
        "h264, 06010400, ", // SEI might be H.265
        "h264, 40010c01, h265", // VPS
        "h264, 62019300, ", // one fragment is not enough
        "h265, 40010c01, h265",
        "h265, 42010101, h265", // SPS
        "h265, 4401c0f7, h265", // PPS
        "h265, 62019300, h265", // fragment
        "h265, 02010000, h265", // other picture
        "h265, 60010014, h265", // aggregation
        "h265, 6742001e, h264",
        "h265, 65888400, ",
        "h265, 00000001, "
    })
    void judgesByOnePacket(String described, String payload, String verdict) {
        var format = new WireFormat(described);
        look(format, payload);
        assertThat(format.verdict()).isEqualTo(verdict);
    }

    @Test
    void isConvincedByThreePackets() {
        var format = new WireFormat(Codec.H265);
        look(format, "65888400");
        look(format, "419a2000");
        assertThat(format.verdict()).isNull();
        look(format, "7c858884");
        assertThat(format.verdict()).isEqualTo(Codec.H264);
    }

    @Test
    void staysWithTheDescriptionOnceItIsConfirmed() {
        var format = new WireFormat(Codec.H264);
        look(format, "65888400");
        look(format, "40010c01");
        assertThat(format.verdict()).isEqualTo(Codec.H264);
    }

    @Test
    void isNotImpressedByRubbish() {
        var format = new WireFormat(Codec.H264);
        format.look(ByteBuffer.wrap(new byte[3]));
        format.look(ByteBuffer.wrap(new byte[40]));
        assertThat(format.verdict()).isNull();
    }
}
