/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
    @ParameterizedTest
    @CsvFileSource(resources = "transports.tsv", delimiter = '\t', quoteCharacter = '`', numLinesToSkip = 1)
    void readsTransports(String field, String expected) throws RtspException {
        assertThat(TransportHeader.readAll(field)).singleElement().hasToString(expected);
        assertThat(TransportHeader.readAll(expected)).singleElement().hasToString(expected);
    }

    @Test
    void ofSeveralLowerTransportsTheLastOneCounts() throws RtspException {
        TransportHeader offer = TransportHeader.readAll("RTP/AVP/TCP/UDP;unicast;client_port=1-2")
                .get(0);
        assertThat(offer.tcp()).isFalse();
        assertThat(offer.profile()).isEqualTo("RTP/AVP");
        assertThat(TransportHeader.readAll(offer.toString())).containsExactly(offer);
    }

    @Test
    void readsSeveralTransportsInOrder() throws RtspException {
        var offers = TransportHeader.readAll("RTP/AVP;unicast;client_port=1-2,RTP/AVP/TCP;interleaved=0-1");
        assertThat(offers).extracting(TransportHeader::tcp).containsExactly(false, true);
        assertThatThrownBy(() -> TransportHeader.readAll(" , ")).isInstanceOf(RtspException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "12345678,                12345678, 60",
        "12345678;timeout=30,     12345678, 30",
        "9a90de54; timeout=120,   9a90de54, 120",
        "0XAC4EC96E ; Timeout = 5 , 0XAC4EC96E, 5",
        "a;timeout=x,             a, 60",
        "a;timeout=0,             a, 1",
    })
    void readsSessions(String field, String id, int timeout) throws RtspException {
        assertThat(SessionHeader.read(field)).isEqualTo(new SessionHeader(id, timeout));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url=rtsp://h/s/trackID=0;seq=0;rtptime=0;           | url=rtsp://h/s/trackID=0;seq=0;rtptime=0",
                "url=a;seq=1;rtptime=-1,url=b;seq=70000;rtptime=7     | url=a;seq=1,url=b;rtptime=7",
                "url=rtsp://h/a,b;seq=2;rtptime=4294967295            | url=rtsp://h/a,b;seq=2;rtptime=4294967295",
                "seq=5                                                | url=;seq=5",
            })
    void readsRtpInfo(String field, String expected) {
        assertThat(RtpInfo.write(RtpInfo.readAll(field))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "npt=now-,            npt=now-",
        "npt=0-,              npt=0.000-",
        "npt=0.0-596.48,      npt=0.000-596.480",
        "NPT = 1:02:03.5 - 2, npt=3723.500-2.000",
        "npt=-,               npt=0.000-",
    })
    void readsRanges(String field, String expected) throws RtspException {
        assertThat(RangeHeader.read(field)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({"clock=19961108T142300Z-", "npt=x-", "npt=5", "smpte=0:0:0-", "''"})
    void refusesOtherRanges(String field) {
        assertThatThrownBy(() -> RangeHeader.read(field)).isInstanceOf(RtspException.class);
    }

    @Test
    void readsMethods() {
        assertThat(MethodList.read("OPTIONS, describe,SETUP PLAY"))
                .containsExactly("OPTIONS", "DESCRIBE", "SETUP", "PLAY");
    }

    @Test
    void throwsNothingElseWhateverComes() {
        var seeds = new ArrayList<>(TestFiles.seeds("seeds-headers.txt"));
        for (String field : List.of(
                "RTP/AVP;unicast;client_port=5000-5001,RTP/AVP/TCP;interleaved=0-1",
                "npt=1:02:03.5-",
                "a;timeout=5",
                "url=a;seq=1;rtptime=2,url=b;seq=7;rtptime=7",
                "Digest realm=\"a\\\"b\", nonce=\"x\", qop=\"auth,auth-int\", Basic realm=\"c\"",
                "rtsp://user:p%40ss@[::1]:554/path%20x?video=h264#y")) {
            seeds.add(field.getBytes(StandardCharsets.UTF_8));
        }
        var random = new Random(20_261_120);
        int refused = 0;
        for (byte[] seed : seeds) {
            for (int i = 0; i < 500; i++) {
                String text = new String(i == 0 ? seed : TestFiles.mutate(seed, random), StandardCharsets.UTF_8);
                refused += tryAll(text);
            }
        }
        assertThat(refused).isPositive();
    }

    private interface Reader {
        void read(String text) throws RtspException;
    }

    private static int tryAll(String text) {
        int refused = 0;
        for (Reader reader : List.<Reader>of(
                TransportHeader::readAll,
                SessionHeader::read,
                RtpInfo::readAll,
                RangeHeader::read,
                MethodList::read,
                field -> Challenge.readAll(List.of(field)),
                url -> RtspUrl.read(url).decodedPath(),
                RtspUrl::mask)) {
            try {
                reader.read(text);
            } catch (RtspException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("by " + text, e);
            }
        }
        return refused;
    }
}
