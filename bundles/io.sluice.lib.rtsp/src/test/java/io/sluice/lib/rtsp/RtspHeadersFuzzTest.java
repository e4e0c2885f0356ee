/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.testkit.fuzz.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-05: the values of header fields, and URLs. What is read and written reads the same again. */
class RtspHeadersFuzzTest {
    static Stream<byte[]> seeds() {
        Stream<byte[]> table = TestFiles.text("transports.tsv")
                .lines()
                .flatMap(line -> Stream.of(line.split("\t")))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Stream<byte[]> own = Stream.of(
                        "rtsp://user:pa:ss@w%6Frd@[fe80::1]:8554/a%20b?x=1#y",
                        "rtsp://host/user=a&password=secret&channel=1",
                        "Digest realm=\"a\\\"b\", nonce=\"n\", qop=\"auth,auth-int\", Basic realm=\"c\"",
                        "url=rtsp://h/trackID=1;seq=65535;rtptime=4294967295,url=2;seq=1",
                        "npt=0:01:02.5-7",
                        "OPTIONS, DESCRIBE,SETUP  PLAY",
                        "12345678 ; timeout = 30")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        return Stream.of(TestFiles.seeds("seeds-headers.txt").stream(), table, own)
                .flatMap(all -> all);
    }

    private interface Reading {
        void of(String text) throws RtspException;
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        List<Reading> readings = List.of(
                RtspHeadersFuzzTest::transport,
                RtspHeadersFuzzTest::range,
                RtspHeadersFuzzTest::session,
                RtspHeadersFuzzTest::rtpInfo,
                RtspHeadersFuzzTest::url,
                RtspHeadersFuzzTest::lists,
                RtspUrl::decode);
        for (Reading reading : readings) {
            Limits.hold(data.length, () -> reading.of(text), RtspException.class);
        }
    }

    private static void transport(String text) throws RtspException {
        for (TransportHeader offer : TransportHeader.readAll(text)) {
            TransportHeader again = TransportHeader.readAll(offer.toString()).get(0);
            assertThat(again.interleaved()).isEqualTo(offer.interleaved());
            assertThat(again.clientPorts()).isEqualTo(offer.clientPorts());
            assertThat(again.serverPorts()).isEqualTo(offer.serverPorts());
            assertThat(again.ssrc()).isEqualTo(offer.ssrc());
            assertThat(again.multicast()).isEqualTo(offer.multicast());
            assertThat(again.tcp()).isEqualTo(offer.tcp());
        }
    }

    private static void range(String text) throws RtspException {
        RangeHeader range = RangeHeader.read(text);
        RangeHeader again = RangeHeader.read(range.toString());
        assertThat(again.startSeconds()).isCloseTo(range.startSeconds(), Offset.offset(0.001));
        if (range.endSeconds() == RangeHeader.OPEN) {
            assertThat(again.endSeconds()).isEqualTo(RangeHeader.OPEN);
        } else {
            assertThat(again.endSeconds()).isCloseTo(range.endSeconds(), Offset.offset(0.001));
        }
    }

    private static void session(String text) throws RtspException {
        SessionHeader session = SessionHeader.read(text);
        assertThat(SessionHeader.read(session.toString())).isEqualTo(session);
        assertThat(session.timeoutSeconds()).isBetween(1, 86_400);
    }

    private static void rtpInfo(String text) {
        for (RtpInfo info : RtpInfo.readAll(text)) {
            if (info.url().indexOf(',') < 0) {
                assertThat(RtpInfo.readAll(RtpInfo.write(List.of(info)))).containsExactly(info);
            }
        }
    }

    private static void url(String text) throws RtspException {
        String masked = RtspUrl.mask(text);
        assertThat(RtspUrl.mask(masked)).isEqualTo(masked);
        RtspUrl url = RtspUrl.read(text);
        RtspUrl plain = RtspUrl.read(url.withoutUserInfo());
        assertThat(plain.host()).isEqualTo(url.host());
        assertThat(plain.port()).isEqualTo(url.port());
        assertThat(plain.user()).isNull();
        assertThat(url.port()).isBetween(1, 65_535);
        String shown = ":" + url.password() + "@";
        boolean once = text.indexOf(shown) == text.lastIndexOf(shown); // not in the path, too
        if (once && url.password().matches("[^*\\s].*")) {
            assertThat(url.toString()).doesNotContain(shown);
        }
        if (once && text.matches("\\S*") && url.password().matches("[^*\\s]\\S*")) {
            assertThat(masked).doesNotContain(shown + url.host());
        }
    }

    private static void lists(String text) {
        assertThat(MethodList.read(text).size()).isLessThanOrEqualTo(64);
        assertThat(Challenge.readAll(List.of(text, text)).size()).isLessThanOrEqualTo(16);
        for (Parameters parameters : Parameters.read(text)) {
            assertThat(parameters.values().size()).isLessThanOrEqualTo(64);
        }
    }
}
