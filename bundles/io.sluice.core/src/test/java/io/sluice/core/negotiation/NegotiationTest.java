/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Want;
import io.sluice.core.negotiation.NegotiationCases.Case;
import io.sluice.core.negotiation.NegotiationCases.ExpectedMiss;
import io.sluice.core.negotiation.Offer.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NegotiationTest {
    static List<Case> cases() {
        return NegotiationCases.load();
    }

    @Test
    void theTableIsLongEnoughAndItsTitlesDiffer() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(cases().stream().map(each -> each.title)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void choosesAsTheTableSays(Case expected) {
        Outcome outcome = Negotiation.negotiate(expected.wants, expected.offers, expected.sticky);

        String where = "cases.txt:" + expected.line + " " + String.join("\n", outcome.steps());
        assertThat(outcome.matches().stream()
                        .map(match -> match.want() + "=" + match.track().id()))
                .as(where)
                .containsExactlyElementsOf(expected.matches);
        assertThat(outcome.misses().stream().map(miss -> miss.want() + " " + miss.reason()))
                .as(where)
                .containsExactlyElementsOf(expected.misses.stream()
                        .map(miss -> miss.want() + " " + miss.reason())
                        .toList());
        for (int i = 0; i < expected.misses.size(); i++) {
            ExpectedMiss miss = expected.misses.get(i);
            assertThat(outcome.misses().get(i).text()).as(where).contains(miss.text());
        }
        assertThat(outcome.needed()).as(where).isEqualTo(expected.needed);
        assertThat(outcome.pending()).as(where).isEqualTo(expected.pending);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void comesToTheSameAgainWithWhatWasChosen(Case any) {
        Outcome first = Negotiation.negotiate(any.wants, any.offers, any.sticky);

        Outcome second = Negotiation.negotiate(any.wants, any.offers, first.matches());

        assertThat(second.matches()).isEqualTo(first.matches());
        assertThat(second.misses()).isEqualTo(first.misses());
        assertThat(second.needed()).isEqualTo(first.needed());
        assertThat(second.pending()).isEqualTo(first.pending());
    }

    @Test
    void saysWhatWasComparedInOrder() {
        Track h265 = new Track(1, MediaKind.VIDEO, Codec.of(Codec.H265, 90000, 0));
        Track opus = new Track(2, MediaKind.AUDIO, Codec.of(Codec.OPUS, 48000, 2));

        Outcome outcome = Negotiation.negotiate(
                List.of(Want.of(MediaKind.VIDEO, CodecPattern.of(Codec.H264)), Want.any(MediaKind.AUDIO)),
                List.of(
                        new Offer(0, "toy:a", Status.FAILED, Reason.REFUSED, "connection refused", List.of(), false),
                        new Offer(1, "toy:b", Status.OPEN, Reason.NONE, "", List.of(h265, opus), true),
                        new Offer(2, "toy:c", Status.UNTRIED, Reason.NONE, "", List.of(), false)),
                List.of());

        assertThat(outcome.steps())
                .containsExactly(
                        "want 0 (video in h264): toy:a failed: connection refused (REFUSED), looking further",
                        "want 1 (audio): toy:a failed: connection refused (REFUSED), looking further",
                        "want 0 (video in h264): toy:b has track 1 (h265/90000): another codec",
                        "want 1 (audio): toy:b has track 2 (opus/48000/2): fits",
                        "want 0 (video in h264): waits for toy:c, which is not open yet");
        assertThat(outcome.misses())
                .containsExactly(new Miss(
                        0,
                        Reason.REFUSED,
                        "video in h264 is wanted; toy:a failed: connection refused (REFUSED);"
                                + " toy:b has h265/90000; toy:c is not open"));
        assertThat(outcome.needed()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void nothingIsWantedNothingIsNeeded() {
        Outcome outcome = Negotiation.negotiate(
                List.of(),
                List.of(new Offer(0, "toy:a", Status.UNTRIED, Reason.NONE, "", List.of(), false)),
                List.of());

        assertThat(outcome.needed()).isEmpty();
        assertThat(outcome.pending()).isFalse();
    }
}
