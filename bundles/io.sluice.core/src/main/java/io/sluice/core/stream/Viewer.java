/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.core.lane.Lane.Cancellable;
import io.sluice.core.negotiation.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One consumer of a stream, from its join on. Lane only, but for what is volatile. */
final class Viewer {
    final String id;
    /** The bundle it belongs to; its feeds are shared with viewers of the same one. */
    Object owner;

    /** The source that reads here; null for a viewer from outside. */
    final @Nullable Leg reader;

    final JoinRequest request;
    final Instant since;
    private final ConsumerLink link;
    private final Executor mailbox;
    private final CompletableFuture<Subscription> joined;

    private volatile List<Match> matches = List.of();
    private volatile List<Miss> misses = List.of();
    private Set<Leg> needed = Set.of();
    private volatile String transport = "";
    private boolean pending = true;
    private long negotiatedAt = -1;
    private boolean admitted;
    private boolean over;
    /** The generation that reads here is being closed. */
    boolean leaving;
    /** Which edges there were when it was last negotiated for; -1 when nothing was kept from it because of them. */
    long edgesAt = -1;

    /** When any of its tracks last flowed, on the monotonic clock. */
    long flowedNs;

    @Nullable
    Cancellable deadline;

    Viewer(
            String id,
            Object owner,
            @Nullable Leg reader,
            JoinRequest request,
            Consumer consumer,
            Executor mailbox,
            CompletableFuture<Subscription> joined,
            Instant since) {
        this.id = id;
        this.owner = owner;
        this.reader = reader;
        this.request = request;
        this.link = new ConsumerLink(consumer, mailbox);
        this.mailbox = mailbox;
        this.joined = joined;
        this.since = since;
    }

    /** Any thread. */
    ConsumerLink link() {
        return link;
    }

    /** Empty until it is known. */
    String transport() {
        return transport;
    }

    /** How media travels to it. Any thread. */
    void travels(String by) {
        transport = by;
    }

    List<Want> wants() {
        return request.wants();
    }

    List<Match> matches() {
        return matches;
    }

    List<Miss> misses() {
        return misses;
    }

    /** Sources that must be open, or be tried, for it. */
    Set<Leg> needed() {
        return needed;
    }

    /** Something may still be found for it by sources that are being opened. */
    boolean pending() {
        return pending;
    }

    long negotiatedAt() {
        return negotiatedAt;
    }

    /** The join has succeeded. */
    boolean admitted() {
        return admitted;
    }

    boolean over() {
        return over;
    }

    boolean has(int track) {
        for (Match match : matches) {
            if (match.track().id() == track) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes over a negotiation's outcome; a viewer that has joined is told when it differs.
     *
     * @param needs the sources it needs
     */
    void apply(Outcome outcome, Set<Leg> needs, long version) {
        boolean differs =
                !outcome.matches().equals(matches) || !outcome.misses().equals(misses);
        matches = outcome.matches();
        misses = outcome.misses();
        needed = needs;
        pending = outcome.pending();
        negotiatedAt = version;
        if (differs && admitted && !over) {
            List<Match> newMatches = matches;
            List<Miss> newMisses = misses;
            link.tell(consumer -> consumer.changed(newMatches, newMisses));
        }
    }

    void admit(Subscription subscription, long nowNs) {
        admitted = true;
        flowedNs = nowNs;
        cancelDeadline();
        mailbox.execute(() -> joined.complete(subscription));
    }

    /** It is over: a join that waits fails, a consumer that has joined is told. */
    void end(Reason reason, String text) {
        if (over) {
            return;
        }
        over = true;
        cancelDeadline();
        if (admitted) {
            link.tell(consumer -> consumer.ended(reason, text));
        } else {
            mailbox.execute(() -> joined.completeExceptionally(new StreamException(reason, text)));
        }
    }

    /** It went by itself, or has no need to be told. */
    void leave(Reason reason, String text) {
        over = true;
        cancelDeadline();
        if (!admitted) {
            mailbox.execute(() ->
                    joined.completeExceptionally(new StreamException(reason, text + " before the join was done")));
        }
    }

    void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
