/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCacheTest {
    private static final long SECOND = 1_000_000_000L;

    private final GroupCache cache = new GroupCache();
    private final GroupCache.Line video = cache.line(true);
    private final GroupCache.Line audio = cache.line(false);
    private long nowNs;
    private int number;

    private void video(boolean key) {
        video(key, 10);
    }

    private void video(boolean key, int size) {
        cache.add(video, AccessUnit.of(new byte[size], number++, key), key, nowNs);
    }

    private void audio() {
        cache.add(audio, AccessUnit.of(new byte[10], number++, true), true, nowNs);
    }

    private List<String> prime(GroupCache.Line... tracks) {
        var found = new ArrayList<String>();
        cache.prime(
                Arrays.asList(tracks),
                (index, entry) -> found.add(index + ":" + entry.unit().pts()));
        return found;
    }

    @Test
    void primesFromTheNewestKeyUnitInTheOrderOfArrival() {
        video(true);
        video(false);
        audio();
        video(true);
        audio();
        video(false);
        assertThat(prime(video, audio)).containsExactly("0:3", "1:4", "0:5");
        assertThat(prime(audio, video)).containsExactly("1:3", "0:4", "1:5");
        assertThat(prime(video)).containsExactly("0:3", "0:5");
    }

    @Test
    void primesNothingWithoutAKeyUnit() {
        video(false);
        audio();
        assertThat(prime(video, audio)).isEmpty();
    }

    @Test
    void primesSoundAloneWithItsLastSecond() {
        for (int i = 0; i < 30; i++) {
            nowNs = i * SECOND / 10;
            audio();
        }
        assertThat(prime(audio)).hasSize(11).startsWith("0:19").endsWith("0:29");
    }

    @Test
    void bearsTracksThatAreNotThere() {
        video(true);
        assertThat(prime(null, video)).containsExactly("1:0");
        assertThat(prime((GroupCache.Line) null)).isEmpty();
    }

    @Test
    void startsSecondVideoWithAKeyUnitOnly() {
        GroupCache.Line other = cache.line(true);
        cache.add(other, AccessUnit.of(new byte[1], 100, true), true, 0);
        video(true);
        cache.add(other, AccessUnit.of(new byte[1], 101, false), false, 0);
        assertThat(prime(video, other)).containsExactly("0:0");
        cache.add(other, AccessUnit.of(new byte[1], 102, true), true, 0);
        assertThat(prime(video, other)).containsExactly("0:0", "1:102");
    }

    @Test
    void forgetsSoundOfFormerGroups() {
        audio();
        video(true);
        audio();
        assertThat(prime(audio)).containsExactly("0:2");
        assertThat(cache.bytes()).isEqualTo(20);
    }

    @Test
    void forgetsSoundAfterTenSecondsWithoutVideoAndThirtyWithin() {
        for (int i = 0; i < 60; i++) {
            nowNs = i * SECOND;
            audio();
        }
        assertThat(cache.bytes()).isEqualTo(11 * 10);
        video(true);
        for (int i = 60; i < 120; i++) {
            nowNs = i * SECOND;
            audio();
        }
        assertThat(cache.bytes()).isEqualTo(31 * 10 + 10);
    }

    @Test
    void dropsAGroupThatDoesNotFit() {
        video(true, 8 << 20);
        audio();
        video(false, 7 << 20);
        assertThat(prime(video, audio)).hasSize(3);
        video(false, 1 << 20);
        assertThat(prime(video, audio)).isEmpty();
        video(false, 100);
        assertThat(cache.bytes()).isEqualTo(10);
        video(true, 100);
        assertThat(prime(video)).hasSize(1);
    }

    @Test
    void forgetsATrack() {
        video(true);
        audio();
        cache.remove(video);
        assertThat(cache.bytes()).isEqualTo(10);
        cache.clear(audio);
        assertThat(cache.bytes()).isZero();
    }
}
