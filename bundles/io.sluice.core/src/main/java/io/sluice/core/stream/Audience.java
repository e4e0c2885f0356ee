/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.core.lane.World;
import io.sluice.core.negotiation.Negotiation;
import io.sluice.core.negotiation.Offer;
import io.sluice.core.negotiation.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A stream's viewers: what they get, which sources that takes, who is admitted and who has waited too long. Lane only.
 */
final class Audience {
    private final LiveStream stream;
    private final Map<String, Viewer> viewers = new LinkedHashMap<>();
    private List<Want> preload;
    private Set<Leg> preloadNeeds = Set.of();
    private long preloadAt = -1;

    Audience(LiveStream stream) {
        this.stream = stream;
        preload = stream.definition().preload();
    }

    private World world() {
        return stream.world();
    }

    void preload(List<Want> wants) {
        preload = wants;
        preloadAt = -1;
        preloadNeeds = Set.of();
    }

    /**
     * Somebody wants to join; the answer comes when it is known what there is.
     *
     * @param reader the source for which it joins; null for a viewer from outside
     */
    void join(
            String id,
            Object owner,
            @Nullable Leg reader,
            JoinRequest request,
            Consumer consumer,
            CompletableFuture<Subscription> answer) {
        var viewer = new Viewer(
                id,
                owner,
                reader,
                request,
                consumer,
                world().dispatch().mailbox(),
                answer,
                world().clock().wall());
        viewers.put(id, viewer);
        if (reader != null) {
            reader.reads().began(stream, viewer);
        }
        viewer.deadline = world().lane().after(request.startTimeout(), () -> {
            viewer.deadline = null;
            late(viewer);
            stream.reconcile();
        });
        // Whoever joins gave up; after a refusal of ours there is nothing left to do.
        answer.exceptionally(problem -> {
            world().lane().execute(() -> leave(id));
            return null;
        });
        stream.chronicle().joined(viewer);
        stream.reconcile();
    }

    /** A viewer left by itself. */
    void leave(String id) {
        Viewer viewer = viewers.get(id);
        if (viewer != null) {
            forget(viewer, Reason.NO_VIEWER, "left");
            stream.reconcile();
        }
    }

    /** A viewer goes without being told. */
    void forget(Viewer viewer, Reason reason, String text) {
        if (remove(viewer)) {
            viewer.leave(reason, text);
            stream.feeds().released(viewer, reason);
            stream.chronicle().left(viewer, reason, text);
        }
    }

    private boolean remove(Viewer viewer) {
        boolean was = viewers.remove(viewer.id) != null;
        if (was && viewer.reader != null) {
            viewer.reader.reads().ended(viewer);
            stream.neighbours().circled(viewer, stream, false);
            stream.neighbours().edgesChanged();
        }
        return was;
    }

    /** A viewer waits for the next version of its bundle; not for ever. */
    void handedOver(Viewer viewer) {
        if (viewer.over()) {
            stream.orphans().remove(viewer.id);
            return;
        }
        Duration wait = stream.tuning().handover();
        viewer.deadline = world().lane().after(wait, () -> {
            viewer.deadline = null;
            if (stream.orphans().remove(viewer.id)) {
                end(viewer, Reason.BUNDLE_STOPPED, "no bundle went on with it within " + wait.toMillis() + " ms");
                stream.reconcile();
            }
        });
    }

    void adopted(Viewer viewer, Object owner) {
        viewer.owner = owner;
        viewer.cancelDeadline();
    }

    /**
     * A bundle is stopped: what it did not hand over ends.
     *
     * @return completes when none of its packagings runs any more
     */
    CompletionStage<Void> released(Object owner) {
        for (Viewer viewer : List.copyOf(viewers.values())) {
            if (viewer.owner == owner && viewer.link().isPresent()) {
                end(viewer, Reason.BUNDLE_STOPPED, "the bundle of the viewer's protocol was stopped");
            }
        }
        return stream.feeds().released(owner);
    }

    @Nullable
    Viewer find(String id) {
        return viewers.get(id);
    }

    /** Ends a viewer from our side. */
    void end(Viewer viewer, Reason reason, String text) {
        if (remove(viewer)) {
            stream.orphans().remove(viewer.id);
            viewer.end(reason, text);
            if (reason == Reason.LOOP && viewer.reader != null) {
                viewer.reader.reads().loops(text);
            }
            stream.feeds().released(viewer, reason);
            stream.chronicle().left(viewer, reason, text);
        }
    }

    void endAll(Reason reason, String text) {
        List.copyOf(viewers.values()).forEach(viewer -> end(viewer, reason, text));
    }

    void feedFailed(FeedTable.Entry entry, Reason reason, String text) {
        for (String user : List.copyOf(entry.users)) {
            Viewer viewer = viewers.get(user);
            if (viewer != null) {
                end(viewer, reason, text);
            }
        }
    }

    // ---------------------------------------------------------------- negotiation

    /** Negotiates for everybody whose outcome may have changed. */
    void negotiate() {
        long version = stream.slots().version();
        List<Offer> offers = null;
        for (Viewer viewer : viewers.values()) {
            if (viewer.reader != null) {
                negotiate(viewer, viewer.reader, version);
            } else if (viewer.negotiatedAt() != version) {
                offers = offers == null ? Offers.of(stream) : offers;
                Outcome outcome = Negotiation.negotiate(viewer.wants(), offers, viewer.matches());
                viewer.apply(outcome, viewer.request.speaks() ? withSpeakers(outcome) : legs(outcome), version);
            }
        }
        if (!preload.isEmpty() && preloadAt != version) {
            offers = offers == null ? Offers.of(stream) : offers;
            preloadNeeds = legs(Negotiation.negotiate(preload, offers, List.of()));
            preloadAt = version;
        }
    }

    /** What reads from a source is not offered to it: no edge is made that closes a circle. */
    private void negotiate(Viewer viewer, Leg reader, long version) {
        Neighbours neighbours = stream.neighbours();
        boolean edgesMatter = viewer.edgesAt >= 0;
        if (viewer.negotiatedAt() == version && (!edgesMatter || viewer.edgesAt == neighbours.edges())) {
            return;
        }
        List<Offer> offers = Offers.to(reader, stream);
        boolean circled = Offers.othersLoop(reader, stream, offers);
        Outcome outcome = Negotiation.negotiate(viewer.wants(), offers, viewer.matches());
        Set<Leg> before = viewer.needed();
        viewer.apply(outcome, legs(outcome), version);
        if (!viewer.needed().equals(before)) {
            neighbours.edgesChanged();
        }
        neighbours.circled(viewer, stream, circled);
        // Who meets no circle has no interest in how they change.
        viewer.edgesAt = circled ? neighbours.edges() : -1;
    }

    private Set<Leg> legs(Outcome outcome) {
        return outcome.needed().stream().map(stream.legs()::get).collect(Collectors.toUnmodifiableSet());
    }

    private Set<Leg> withSpeakers(Outcome outcome) {
        var needs = new HashSet<>(legs(outcome));
        stream.legs().stream().filter(Leg::isSpeaker).forEach(needs::add);
        return Set.copyOf(needs);
    }

    Outcome explain(List<Want> wants) {
        return Negotiation.negotiate(wants, Offers.of(stream), List.of());
    }

    /** Whether any viewer, or the preload, needs this source. */
    boolean needs(Leg leg) {
        if (preloadNeeds.contains(leg)) {
            return true;
        }
        for (Viewer viewer : viewers.values()) {
            if (!viewer.leaving && viewer.needed().contains(leg)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a source that is being closed still reads from this one. */
    boolean holds(Leg leg) {
        for (Viewer viewer : viewers.values()) {
            if (viewer.leaving && viewer.needed().contains(leg)) {
                return true;
            }
        }
        return false;
    }

    /** What this source has to give changed, and so what those have that read from it. */
    void touched(Leg leg) {
        for (Viewer viewer : viewers.values()) {
            if (viewer.reader != null && viewer.needed().contains(leg)) {
                LiveStream reads = viewer.reader.stream();
                reads.slots().changed();
                stream.neighbours().touch(reads);
                reads.audience().touched(viewer.reader);
            }
        }
    }

    /** Whether any viewer has this track. */
    boolean uses(int slot) {
        if (!preload.isEmpty()) {
            return true;
        }
        for (Viewer viewer : viewers.values()) {
            if (viewer.has(slot)) {
                return true;
            }
        }
        return false;
    }

    // ---------------------------------------------------------------- admission

    /** Admits those whose join is decided, refuses those for whom there is nothing to hope for. */
    void settle() {
        List<Viewer> refused = null;
        for (Viewer viewer : viewers.values()) {
            if (viewer.admitted()) {
                if (loops(viewer)) {
                    refused = refused == null ? new ArrayList<>() : refused;
                    refused.add(viewer);
                }
                continue;
            }
            if (viewer.request.speaks() && Speakers.undecided(viewer)) {
                continue;
            }
            if (viewer.misses().isEmpty()
                    || (!viewer.pending() && (!viewer.matches().isEmpty() || Speakers.open(viewer)))) {
                admit(viewer);
            } else if (!viewer.pending() && !hope(viewer)) {
                refused = refused == null ? new ArrayList<>() : refused;
                refused.add(viewer);
            }
        }
        if (refused != null) {
            refused.forEach(this::refuse);
            stream.reconcile();
        }
    }

    /** What it read from turned into a circle, and there is nothing else. */
    private boolean loops(Viewer viewer) {
        return viewer.reader != null
                && viewer.matches().isEmpty()
                && !viewer.pending()
                && viewer.misses().stream().allMatch(miss -> miss.reason() == Reason.LOOP);
    }

    private void admit(Viewer viewer) {
        viewer.admit(new JoinedSubscription(stream, viewer), world().clock().nowNs());
        stream.chronicle().admitted(viewer);
    }

    /** A source it needs is being tried again; one that waits for a driver may get it any moment. */
    private boolean hope(Viewer viewer) {
        return viewer.needed().stream().anyMatch(Offers::hope);
    }

    private void refuse(Viewer viewer) {
        Miss first = viewer.misses().get(0);
        end(viewer, first.reason(), first.text());
    }

    private void late(Viewer viewer) {
        if (viewer.admitted() || viewer.over()) {
            return;
        }
        if (!viewer.matches().isEmpty()) {
            admit(viewer);
        } else if (viewer.misses().isEmpty()) {
            end(viewer, Reason.TIMEOUT, "the stream did not start in time");
        } else {
            refuse(viewer);
        }
    }

    // ---------------------------------------------------------------- health

    /** Ends viewers for whom nothing has flowed for longer than the hold time. */
    void check(long nowNs) {
        Duration hold = stream.tuning().hold();
        for (Viewer viewer : List.copyOf(viewers.values())) {
            if (!viewer.admitted()) {
                continue;
            }
            Leg silent = null;
            boolean flows = viewer.matches().isEmpty() && Speakers.open(viewer);
            for (Match match : viewer.matches()) {
                Slot slot = stream.slots().get(match.track().id());
                Leg leg = slot == null ? null : slot.leg;
                flows |= leg != null && leg.flowing();
                silent = silent == null ? leg : silent;
            }
            if (flows) {
                viewer.flowedNs = nowNs;
            } else if (nowNs - viewer.flowedNs > hold.toNanos()) {
                Reason reason = silent != null
                        ? silent.reason()
                        : viewer.misses().isEmpty()
                                ? Reason.TRACK_MISSING
                                : viewer.misses().get(0).reason();
                end(viewer, reason, "nothing came for " + hold.toSeconds() + " s" + why(silent));
            }
        }
    }

    private static String why(@Nullable Leg leg) {
        return leg == null ? "" : ": " + leg.label() + ": " + leg.text();
    }

    /** What viewers that have joined want and do not get, for people; empty when nothing is missing. */
    String missing() {
        for (Viewer viewer : viewers.values()) {
            // Who came to speak where nothing is to be seen misses nothing.
            boolean counts = viewer.admitted()
                    && viewer.reader == null
                    && !(viewer.matches().isEmpty() && Speakers.open(viewer));
            for (Miss miss : counts ? viewer.misses() : List.<Miss>of()) {
                if (matters(viewer.wants().get(miss.want()), miss)) {
                    return miss.text();
                }
            }
        }
        return "";
    }

    /** Whoever takes any sound there is misses nothing with a camera that has no microphone. */
    private static boolean matters(Want want, Miss miss) {
        boolean anySound = want.kind() != MediaKind.VIDEO && want.accepted().isEmpty();
        return !(anySound && miss.reason() == Reason.TRACK_MISSING);
    }

    boolean isEmpty() {
        return viewers.isEmpty() && preload.isEmpty();
    }

    int size() {
        return viewers.size();
    }

    /** Viewers that are no sources of ours. */
    int people() {
        return (int) viewers.values().stream()
                .filter(viewer -> viewer.reader == null)
                .count();
    }

    Collection<Viewer> all() {
        return viewers.values();
    }

    @Nullable
    Viewer get(String id) {
        return viewers.get(id);
    }
}
