/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPathTest {
    @ParameterizedTest
    @CsvSource({
        "rtsp://host/cam, cam, '', -1",
        "rtsp://host/cam/, cam, '', -1",
        "rtsp://host:8554/cam?x=y, cam, x=y, -1",
        "rtsp://other.example:99/cam?x=y/, cam, x=y, -1",
        "rtsp://host/cam/trackID=0, cam, '', 0",
        "rtsp://host/cam/trackID=1/, cam, '', 1",
        "rtsp://host/cam/trackID=0?x=y, cam, x=y, 0",
        "rtsp://host/cam?x=y/trackID=12, cam, x=y, 12",
        "rtsp://host/cam/?x=y/trackID=2, cam, x=y, 2",
        "RTSPS://user:pass@host/yard/gate, yard/gate, '', -1",
        "/cam, cam, '', -1",
        "rtsp://host/Fl%C3%BCgel%20a, Flügel a, '', -1",
        "rtsp://host/a%2Fb, a/b, '', -1",
    })
    void findsTheStreamTheQueryAndTheTrack(String url, String name, String query, int track) {
        StreamPath path = StreamPath.of(url);

        assertThat(path.name()).hasToString(name);
        assertThat(path.query()).isEqualTo(query);
        assertThat(path.track()).isEqualTo(track);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rtsp://host", "rtsp://host/", "*", "rtsp://host/../x", "rtsp://host/a%zz", "rtsp://h/a%00"})
    void saysWhatIsWrong(String url) {
        assertThatThrownBy(() -> StreamPath.of(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesLongUrls() {
        assertThatThrownBy(() -> StreamPath.of("rtsp://host/" + "a".repeat(5000)))
                .hasMessageContaining("2048");
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://h/cam, rtsp://h/cam/",
        "rtsp://h/cam/, rtsp://h/cam/",
        "rtsp://h/cam?video=h264, rtsp://h/cam/?video=h264",
    })
    void theBaseTakesRelativeControls(String url, String base) {
        assertThat(StreamPath.base(url)).isEqualTo(base);
    }

    @Test
    void theUrlOfATrackIsReadAsThatTrack() {
        String url = StreamPath.trackUrl("rtsp://h/cam?video=h264", 3);

        assertThat(url).isEqualTo("rtsp://h/cam/trackID=3?video=h264");
        assertThat(StreamPath.of(url).track()).isEqualTo(3);
    }

    @Test
    void theDefaultQueryHoldsOnlyWhereThereIsNoFilter() {
        assertThat(StreamPath.of("rtsp://h/cam").wants("audio=aac")).hasSize(1);
        assertThat(StreamPath.of("rtsp://h/cam?videox=1").wants("audio=aac")).hasSize(1);
        assertThat(StreamPath.of("rtsp://h/cam?video&audio").wants("audio=aac")).hasSize(2);
    }
}
