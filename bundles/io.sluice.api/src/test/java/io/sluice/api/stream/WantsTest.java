/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.MediaKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantsTest {
    @ParameterizedTest(name = "?{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                             | video:any audio:any",
                "''                            | video:any audio:any",
                "video&audio                   | video:any audio:any",
                "audio&video                   | video:any audio:any",
                "video                         | video:any",
                "video=                        | video:any",
                "video=copy                    | video:any",
                "video=any                     | video:any",
                "video=COPY                    | video:any",
                "audio                         | audio:any",
                "audio=copy                    | audio:any",
                "video=h264                    | video:h264",
                "video=H264                    | video:h264",
                "video=h264,h265               | video:h264,h265",
                "video=h265,h264               | video:h265,h264",
                "video=hevc                    | video:h265",
                "video=hevc,h265               | video:h265",
                "video=jpeg                    | video:mjpeg",
                "video=mjpeg                   | video:mjpeg",
                "video=av1,vp9,vp8             | video:av1,vp9,vp8",
                "audio=aac                     | audio:aac",
                "audio=mpeg4-generic           | audio:aac",
                "audio=MPEG4-GENERIC           | audio:aac",
                "audio=alaw,ulaw               | audio:pcma,pcmu",
                "audio=pcma,pcmu               | audio:pcma,pcmu",
                "audio=mpa                     | audio:mp3",
                "audio=mp3                     | audio:mp3",
                "audio=pcm,g722                | audio:l16,g722",
                "audio=flac                    | audio:opaque{encoding=FLAC}",
                "audio=aac&audio=opus          | audio:aac audio:opus",
                "audio=aac&audio=opus&video    | video:any audio:aac audio:opus",
                "audio=opus&video=h265&audio=aac&video=h264 | video:h265 video:h264 audio:opus audio:aac",
                "video=all                     | video:all",
                "video=all&audio=all           | video:all audio:all",
                "video=h264,all                | video:all",
                "video=copy,h264               | video:any",
                "audio=opus,copy | audio:opus,aac,pcma,flac?",
                "mp4                           | video:h264,h265 audio:aac",
                "mp4=                          | video:h264,h265 audio:aac",
                "video=mjpeg&mp4               | video:h264,h265 audio:aac",
                "mp4=flac | video:h264,h265 audio:aac,pcma,pcmu,l16,opaque{encoding=PCML}",
                "mp4=all  | video:h264,h265 audio:aac,pcma,pcmu,l16,opaque{encoding=PCML},opus,mp3",
                "backchannel=1                 | video:any audio:any",
                "source=cam&log_level=debug&pkt_size=1200&timeout=5 | video:any audio:any",
                "video=h264&backchannel=1&source=x | video:h264",
                "token=%41%zz0                 | video:any audio:any",
                "video=h264%2Ch265             | video:h264,h265",
                "%76ideo=%68264                | video:h264",
                "&&video=h264&                 | video:h264",
                "video=h264&video=h264         | video:h264 video:h264",
                "VIDEO=h264                    | video:any audio:any",
                "microphone&video=all          | video:all"
            })
    void readsGo2rtcsFilters(String query, String expected) {
        List<Want> wants = Wants.ofQuery(query);

        if (expected.endsWith("?")) {
            assertThat(text(wants))
                    .startsWith("audio:opus,")
                    .endsWith(",opaque")
                    .contains("aac")
                    .contains("FLAC");
        } else {
            assertThat(text(wants)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "video=h263        | video=h263 is not known; allowed are copy, all, av1, h264",
                "video=aac         | video=aac is not known",
                "audio=h264        | audio=h264 is not known; allowed are copy, all, aac, alaw",
                "audio=0           | audio=0 is not known",
                "audio=aac,nothing | audio=nothing is not known",
                "video=h264%20     | video=h264  is not known",
                "video=%0d%0ax     | video=??x is not known",
                "mp4=yes           | mp4=yes is not known; allowed are mp4, mp4=flac, mp4=all",
                "video=%4          | the query has a % that is not followed by two hexadecimal digits",
                "video=%zz         | the query has a % that is not followed by two hexadecimal digits"
            })
    void refusesWhatItCannotReadAndSaysWhatIsAllowed(String query, String message) {
        assertThatThrownBy(() -> Wants.ofQuery(query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"video=", "audio="})
    void boundsTheNumberOfWants(String filter) {
        String most = (filter + "&").repeat(Wants.MAX_WANTS);

        assertThat(Wants.ofQuery(most)).hasSize(Wants.MAX_WANTS);
        assertThatThrownBy(() -> Wants.ofQuery(most + filter)).hasMessage("more than 16 tracks are wanted");
    }

    @Test
    void boundsTheLengthOfTheQueryAndOfWhatItRepeats() {
        assertThatThrownBy(() -> Wants.ofQuery("x".repeat(Wants.MAX_LENGTH + 1)))
                .hasMessage("the query is longer than 4096 characters");
        assertThatThrownBy(() -> Wants.ofQuery("video=" + "x".repeat(4000)))
                .hasMessageStartingWith("video=" + "x".repeat(40) + "... is not known");
    }

    private static String text(List<Want> wants) {
        return wants.stream()
                .map(want -> (want.kind() == MediaKind.VIDEO
                                ? "video"
                                : want.kind().name().toLowerCase(Locale.ROOT)) + ":" + what(want))
                .collect(Collectors.joining(" "));
    }

    private static String what(Want want) {
        if (want.every()) {
            return "all";
        }
        return want.accepted().isEmpty()
                ? "any"
                : want.accepted().stream().map(CodecPattern::toString).collect(Collectors.joining(","));
    }
}
