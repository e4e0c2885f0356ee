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
import org.junit.jupiter.api.Test;

/** Who gets a place, and who has to go for it. */
class AdmissionTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetAddress ONE = address(1);
    private static final InetAddress OTHER = address(2);

    private final Admission admission = new Admission();
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
    void anEvictedOneThatLeavesLaterIsNotCountedTwice() {
        List<Admission.Place> first = enter(HERE, 7);
        first.forEach(Admission.Place::leave);

        assertThat(admission.total()).isZero();
    }
}
