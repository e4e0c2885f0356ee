/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who gets a place, and who has to go for it. */
class AdmissionTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetAddress ONE = address(1);
    private static final InetAddress OTHER = address(2);

    private final Admission admission = new Admission(() -> 0, 0, (delayNs, task) -> {});
    private final NetSettings limits =
            NetSettings.of(Map.of("max_connections", 10, "max_connections_per_address", 4, "max_strangers", 6));

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private List<Admission.Place> enter(InetAddress address, int count) {
        var places = new ArrayList<Admission.Place>();
        for (int i = 0; i < count; i++) {
            places.add(admission.enter(address, limits));
        }
        return places;
    }

    @Test
    void theOldestSilentStrangerGoesFirst() {
        List<Admission.Place> first = enter(HERE, 6);
        first.get(0).heard();

        assertThat(admission.enter(HERE, limits).madeRoom()).isTrue();
        assertThat(first.get(1).evicted()).isTrue();
        assertThat(first.get(0).evicted()).isFalse();
        assertThat(admission.strangers()).isEqualTo(6);
        assertThat(admission.total()).isEqualTo(6);
    }

    @Test
    void strangersThatTalkGoWhenAllDo() {
        List<Admission.Place> first = enter(HERE, 6);
        first.forEach(Admission.Place::heard);
        enter(HERE, 1);

        assertThat(first).extracting(Admission.Place::evicted).containsExactly(true, false, false, false, false, false);
    }

    @Test
    void theAddressThatHoldsTheMostLosesOne() {
        List<Admission.Place> few = enter(OTHER, 2);
        List<Admission.Place> many = enter(ONE, 4);
        many.forEach(Admission.Place::heard);
        enter(HERE, 1);

        assertThat(few).noneMatch(Admission.Place::evicted);
        assertThat(many.get(0).evicted()).isTrue();
    }

    @Test
    void whoIsAdmittedStays() {
        List<Admission.Place> users = enter(HERE, 5);
        users.forEach(Admission.Place::admitted);
        enter(HERE, 30);

        assertThat(users).noneMatch(Admission.Place::evicted);
        assertThat(admission.strangers()).isEqualTo(5);
        assertThat(admission.total()).isEqualTo(10);
    }

    @Test
    void nobodyIsLetInWhenAllPlacesAreOfThoseWhoAreAdmitted() {
        List<Admission.Place> users = enter(HERE, 10);
        users.forEach(place -> {
            if (place != null) {
                place.admitted();
            }
        });
        enter(HERE, 20).forEach(place -> {
            if (place != null) {
                place.admitted();
            }
        });

        assertThat(admission.enter(HERE, limits)).isNull();
        assertThat(admission.total()).isEqualTo(10);
    }

    @Test
    void oneAddressGetsItsShareOnlyAndItsOwnStrangersMakeRoom() {
        List<Admission.Place> places = enter(ONE, 5);
        assertThat(places.get(0).evicted()).isTrue();
        places.subList(1, 5).forEach(Admission.Place::admitted);

        assertThat(admission.enter(ONE, limits)).isNull();
        assertThat(admission.enter(OTHER, limits)).isNotNull();
    }

    @Test
    void leavingFreesAPlaceOnce() {
        List<Admission.Place> places = enter(ONE, 4);
        places.get(0).admitted();
        places.forEach(Admission.Place::leave);
        places.forEach(Admission.Place::leave);

        assertThat(admission.total()).isZero();
        assertThat(admission.strangers()).isZero();
        assertThat(enter(ONE, 4)).doesNotContainNull().noneMatch(Admission.Place::madeRoom);
    }

    @Test
    void forAMomentThereMayBeMore() {
        var nowNs = new AtomicLong();
        List<Runnable> planned = new ArrayList<>();
        var lenient = new Admission(nowNs::get, 1_000, (delayNs, task) -> planned.add(task));
        NetSettings hundred = NetSettings.of(Map.of("max_connections", 100, "max_strangers", 6));
        var first = new ArrayList<Admission.Place>();
        for (int i = 0; i < 75; i++) {
            first.add(lenient.enter(HERE, hundred));
        }
        assertThat(first).noneMatch(Admission.Place::madeRoom).noneMatch(Admission.Place::evicted);
        assertThat(lenient.enter(HERE, hundred).madeRoom())
                .as("a quarter stays free")
                .isTrue();
        first.subList(10, 60).forEach(Admission.Place::admitted);
        first.get(70).heard();
        nowNs.set(500);
        Admission.Place late = lenient.enter(HERE, hundred);
        nowNs.set(1_200);
        assertThat(planned).hasSize(1);
        planned.remove(0).run();

        assertThat(lenient.strangers()).isEqualTo(6);
        assertThat(late.evicted()).isFalse();
        assertThat(first.get(70).evicted()).as("who talks stays longest").isFalse();
        assertThat(first.subList(10, 60)).noneMatch(Admission.Place::evicted);
        assertThat(planned).as("nothing more to do").isEmpty();
    }

    @Test
    void whoCameJustNowIsLookedAtLater() {
        var nowNs = new AtomicLong();
        List<Runnable> planned = new ArrayList<>();
        var lenient = new Admission(nowNs::get, 1_000, (delayNs, task) -> planned.add(task));
        NetSettings hundred = NetSettings.of(Map.of("max_connections", 100, "max_strangers", 2));
        for (int i = 0; i < 3; i++) {
            lenient.enter(HERE, hundred);
        }
        nowNs.set(900);
        for (int i = 0; i < 7; i++) {
            lenient.enter(HERE, hundred);
        }
        nowNs.set(1_000);
        planned.remove(0).run();
        assertThat(lenient.strangers()).isEqualTo(7);
        nowNs.set(2_000);
        planned.remove(0).run();
        assertThat(lenient.strangers()).isEqualTo(2);
        assertThat(planned).isEmpty();
    }

    @Test
    void anEvictedOneThatLeavesLaterIsNotCountedTwice() {
        List<Admission.Place> first = enter(HERE, 7);
        first.forEach(Admission.Place::leave);

        assertThat(admission.total()).isZero();
    }
}
