/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Want;
import io.sluice.core.negotiation.Offer.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What must hold for any wants and offers; a seed makes the same ones again. */
class NegotiationPropertyTest {
    private static final int ROUNDS = 20_000;

    private static final List<Codec> CODECS = List.of(
            Codec.of(Codec.H264, 90000, 0),
            Codec.of(Codec.H264, 90000, 0).with("profile-level-id", "42e01f"),
            Codec.of(Codec.H264, 90000, 0).with("profile-level-id", "640028"),
            Codec.of(Codec.H264, 90000, 0).with(List.of(Bytes.ofHex("674d001f"))),
            Codec.of(Codec.H265, 90000, 0),
            Codec.of(Codec.H265, 90000, 0).with("profile-id", "1").with("level-id", "93"),
            Codec.of(Codec.MJPEG, 90000, 0));
    private static final List<Codec> SOUND = List.of(
            Codec.of(Codec.AAC, 48000, 2),
            Codec.of(Codec.AAC, 8000, 1).with(List.of(Bytes.ofHex("1210"))),
            Codec.of(Codec.OPUS, 48000, 2),
            Codec.of(Codec.PCMA, 8000, 1),
            Codec.of(Codec.PCMU, 16000, 1));
    private static final List<CodecPattern> PATTERNS = List.of(
            CodecPattern.of(Codec.H264),
            new CodecPattern(Codec.H264, 0, 0, Map.of("profile-level-id", "42e01f")),
            new CodecPattern(Codec.H264, 90000, 0, Map.of("profile-level-id", "640028", "packetization-mode", "1")),
            new CodecPattern(Codec.H264, 0, 0, Map.of("packetization-mode", "0")),
            CodecPattern.of(Codec.H265),
            new CodecPattern(Codec.H265, 0, 0, Map.of("profile-id", "1", "level-id", "120")),
            CodecPattern.of(Codec.MJPEG),
            new CodecPattern(Codec.AAC, 44100, 2, Map.of()),
            CodecPattern.of(Codec.OPUS),
            new CodecPattern(Codec.PCMA, 8000, 0, Map.of()),
            CodecPattern.of(Codec.PCMU));

    private static final List<Status> STATUSES = List.of(Status.values());

    private record Input(List<Want> wants, List<Offer> offers, List<Match> sticky) {
        static Input of(long seed) {
            var random = new Random(seed);
            var wants = new ArrayList<Want>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                var accepted = new ArrayList<CodecPattern>();
                for (int k = random.nextInt(4); k > 0; k--) {
                    accepted.add(PATTERNS.get(random.nextInt(PATTERNS.size())));
                }
                wants.add(new Want(
                        random.nextBoolean() ? MediaKind.VIDEO : MediaKind.AUDIO, accepted, random.nextInt(5) == 0));
            }
            var offers = new ArrayList<Offer>();
            var all = new ArrayList<Track>();
            int id = 1;
            for (int i = random.nextInt(4); i > 0; i--) {
                var tracks = new ArrayList<Track>();
                for (int k = random.nextInt(4); k > 0; k--) {
                    boolean video = random.nextBoolean();
                    List<Codec> codecs = video ? CODECS : SOUND;
                    Codec codec = codecs.get(random.nextInt(codecs.size()));
                    tracks.add(new Track(id++, video ? MediaKind.VIDEO : MediaKind.AUDIO, codec));
                }
                Status status = random.nextInt(3) > 0 ? Status.OPEN : STATUSES.get(random.nextInt(STATUSES.size()));
                offers.add(new Offer(
                        offers.size(), "s" + offers.size(), status, Reason.NONE, "", tracks, random.nextInt(4) > 0));
                all.addAll(tracks);
            }
            var sticky = new ArrayList<Match>();
            for (int k = all.isEmpty() ? 0 : random.nextInt(3); k > 0; k--) {
                sticky.add(new Match(random.nextInt(wants.size()), all.get(random.nextInt(all.size()))));
            }
            return new Input(wants, offers, sticky);
        }

        Outcome negotiate() {
            return Negotiation.negotiate(wants, offers, sticky);
        }

        Offer offerOf(Track track) {
            return offers.stream()
                    .filter(offer -> offer.tracks().contains(track))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theSameInputGivesTheSameOutcome() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Outcome first = Input.of(seed).negotiate();
            Outcome second = Input.of(seed).negotiate();

            assertThat(second.matches()).as("seed %d", seed).isEqualTo(first.matches());
            assertThat(second.misses()).as("seed %d", seed).isEqualTo(first.misses());
            assertThat(second.needed()).as("seed %d", seed).isEqualTo(first.needed());
            assertThat(second.pending()).as("seed %d", seed).isEqualTo(first.pending());
            assertThat(second.steps()).as("seed %d", seed).isEqualTo(first.steps());
        }
    }

    @Test
    void matchesAreAcceptableAndUnique() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Input input = Input.of(seed);
            var given = new HashSet<Integer>();
            var single = new HashSet<Integer>();
            for (Match match : input.negotiate().matches()) {
                Want want = input.wants.get(match.want());
                boolean sticky = input.sticky.stream()
                        .anyMatch(each -> each.want() == match.want()
                                && each.track().id() == match.track().id());
                Fit fit = CodecRules.judge(want, match.track());
                assertThat(fit.no()).as("seed %d", seed).isFalse();
                assertThat(fit.yes() || sticky).as("seed %d", seed).isTrue();
                assertThat(sticky || input.offerOf(match.track()).status() == Status.OPEN)
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(given.add(match.track().id())).as("seed %d", seed).isTrue();
                assertThat(want.every() || single.add(match.want()))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    @Test
    void everyWantIsEitherMatchedOrMissedAndTheSourcesOfMatchesAreNeeded() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Input input = Input.of(seed);
            Outcome outcome = input.negotiate();
            Set<Integer> matched = outcome.matches().stream().map(Match::want).collect(Collectors.toSet());
            for (int i = 0; i < input.wants.size(); i++) {
                int want = i;
                boolean missed = outcome.misses().stream().map(Miss::want).anyMatch(each -> each == want);
                assertThat(missed).as("seed %d want %d", seed, i).isNotEqualTo(matched.contains(i));
            }
            for (int source : outcome.needed()) {
                assertThat(input.offers.get(source).status())
                        .as("seed %d: what would be a circle is never needed", seed)
                        .isNotEqualTo(Status.LOOP);
            }
            for (Match match : outcome.matches()) {
                assertThat(outcome.needed())
                        .as("seed %d", seed)
                        .contains(input.offerOf(match.track()).source());
            }
            if (input.wants.stream().anyMatch(Want::every)) {
                long offered = input.offers.stream()
                        .filter(offer -> offer.status() != Status.LOOP)
                        .count();
                assertThat(outcome.needed()).as("seed %d", seed).hasSize((int) offered);
            }
        }
    }

    @Test
    void whatWasChosenStaysChosen() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Input input = Input.of(seed);
            Outcome first = input.negotiate();

            Outcome second = Negotiation.negotiate(input.wants, input.offers, first.matches());

            assertThat(second.matches()).as("seed %d", seed).isEqualTo(first.matches());
            assertThat(second.needed()).as("seed %d", seed).isEqualTo(first.needed());
        }
    }

    @Test
    void theOrderInWhichTracksBecomeKnownDoesNotMatter() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Input input = settled(Input.of(seed));
            List<Match> atOnce =
                    Negotiation.negotiate(input.wants, input.offers, List.of()).matches();

            List<Match> sticky = List.of();
            int tracks = input.offers.stream()
                    .mapToInt(offer -> offer.tracks().size())
                    .sum();
            for (int known = 0; known <= tracks; known++) {
                sticky = Negotiation.negotiate(input.wants, revealed(input.offers, known), sticky)
                        .matches();
            }
            sticky = Negotiation.negotiate(input.wants, input.offers, sticky).matches();

            assertThat(sticky).as("seed %d", seed).isEqualTo(atOnce);
        }
    }

    /** All sources open and complete, no coding unknown. */
    private static Input settled(Input input) {
        List<Offer> offers = input.offers.stream()
                .map(offer -> new Offer(
                        offer.source(),
                        offer.label(),
                        Status.OPEN,
                        Reason.NONE,
                        "",
                        offer.tracks().stream()
                                .map(track -> track.with(
                                        track.codec().parameters().isEmpty()
                                                        && track.codec().name().startsWith("h26")
                                                ? CODECS.get(
                                                        track.codec().name().equals(Codec.H264) ? 1 : 5)
                                                : track.codec()))
                                .toList(),
                        true))
                .toList();
        return new Input(input.wants, offers, List.of());
    }

    /** The first tracks are known, sources behind them are still being opened. */
    private static List<Offer> revealed(List<Offer> offers, int known) {
        var out = new ArrayList<Offer>();
        int left = known;
        for (Offer offer : offers) {
            int here = Math.min(left, offer.tracks().size());
            boolean open = here > 0 || left > 0;
            out.add(new Offer(
                    offer.source(),
                    offer.label(),
                    open ? Status.OPEN : Status.OPENING,
                    Reason.NONE,
                    "",
                    offer.tracks().subList(0, here),
                    left > offer.tracks().size()));
            left -= here;
        }
        return out;
    }
}
