/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.DigestAlgorithm;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.StreamName;
import io.sluice.lib.rtsp.Claim;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspRequest;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who the peer of one connection is, and what that lets it do. Who has proved it once is known for as long as the
 * connection lives and the user stays as it is; credentials that come again are checked again. On the connection's
 * loop.
 */
final class Access {
    private static final CompletionStage<@Nullable Answer> KNOWN = CompletableFuture.completedFuture(null);

    private static final String AUTHORIZATION = "Authorization";

    private final RtspContext context;
    private final Connection connection;
    private final Runnable admitted;
    private @Nullable Identity identity;
    /** What proved it, and to whom. */
    private @Nullable Credentials proof;

    private PeerRecord.@Nullable Proof proofSent;
    private @Nullable Users provedTo;
    /** What the session that is open was granted for. */
    private @Nullable StreamName grantedStream;

    private Role grantedRole = Role.VIEWER;

    /** @param admitted run whenever the peer has proved who it is */
    Access(RtspContext context, Connection connection, Runnable admitted) {
        this.context = context;
        this.connection = connection;
        this.admitted = admitted;
    }

    private void admit() {
        connection.admitted();
        admitted.run();
    }

    /** The user's name; empty when nobody is logged in. */
    String user() {
        return identity == null ? Identity.LOCAL_NAME : identity.name();
    }

    /**
     * Finds out who sends a request.
     *
     * @param inSession whether the connection has a session, which is its user's alone
     * @return null when it is known, else the refusal
     */
    CompletionStage<@Nullable Answer> identify(RtspRequest request, boolean inSession) {
        Users users = context.users().get();
        if (users == null) {
            return Answer.refused(503, "the users of this server are not known at the moment")
                    .later();
        }
        Claim claim = context.authentication().read(request, basic());
        if (claim instanceof Claim.None
                || claim instanceof Claim.Unusable && local(users).isPresent()) {
            return known(users) ? KNOWN : challenge(false).later();
        }
        if (claim instanceof Claim.Unusable) {
            return challenge(false).later();
        }
        Credentials credentials = credentials(claim);
        if (credentials.equals(proof) && users.equals(provedTo) && known(users)) {
            return KNOWN; // a password takes long to check
        }
        return OnLoop.of(connection, users.login(credentials, peer())).thenApply(login -> {
            if (login instanceof Login.Accepted accepted) {
                return accept(users, accepted.identity(), claim, credentials, inSession, request);
            }
            return login instanceof Login.Busy
                    ? Answer.refused(503, "the credentials could not be looked at in time")
                    : challenge(false);
        });
    }

    /** For the next version of this bundle. */
    PeerRecord record() {
        return new PeerRecord(identity, proofSent, grantedStream, grantedRole);
    }

    /** Goes on from what the version before knew. */
    void resume(PeerRecord peer) {
        identity = peer.identity();
        grantedStream = peer.grantedStream();
        grantedRole = peer.grantedRole();
        proofSent = peer.proof();
        if (proofSent != null) {
            var request = new RtspRequest(
                    proofSent.method(),
                    proofSent.url(),
                    RtspHeaders.of(AUTHORIZATION, proofSent.authorization()),
                    Bytes.EMPTY);
            Claim claim = context.authentication().read(request, true);
            if (claim instanceof Claim.Digest || claim instanceof Claim.Basic) {
                proof = credentials(claim);
                Users users = context.users().get();
                provedTo = users != null && identity != null && users.isCurrent(identity) ? users : null;
            }
        }
    }

    /** Who is not any more is not forgotten: the session that is open has to end for that. */
    private boolean known(Users users) {
        Identity now = identity;
        if (now != null && users.isCurrent(now)) {
            return true;
        }
        Optional<Identity> local = local(users);
        local.ifPresent(here -> {
            identity = here;
            proof = null;
            proofSent = null;
        });
        return local.isPresent();
    }

    private Optional<Identity> local(Users users) {
        return peer().isLoopbackAddress() ? users.local() : Optional.empty();
    }

    private static Credentials credentials(Claim claim) {
        if (claim instanceof Claim.Digest digest) {
            DigestAlgorithm algorithm = digest.algorithm() == io.sluice.lib.rtsp.DigestAlgorithm.MD5
                    ? DigestAlgorithm.MD5
                    : DigestAlgorithm.SHA_256;
            return new Credentials.Digest(digest.user(), algorithm, digest::matches);
        }
        Claim.Basic basic = (Claim.Basic) claim;
        return new Credentials.Password(basic.user(), basic.password());
    }

    private @Nullable Answer accept(
            Users users,
            Identity accepted,
            Claim claim,
            Credentials credentials,
            boolean inSession,
            RtspRequest request) {
        if (claim instanceof Claim.Digest digest && !context.authentication().use(digest, connection.id())) {
            return challenge(true);
        }
        if (inSession && !accepted.name().equals(user())) {
            return Answer.refused(454, "this session is another user's");
        }
        identity = accepted;
        proof = credentials;
        proofSent = new PeerRecord.Proof(
                request.method(), request.url(), Objects.requireNonNullElse(request.header(AUTHORIZATION), ""));
        provedTo = users;
        return null;
    }

    /** RFC 2326, 11.1: 401 with what is accepted. */
    Answer challenge(boolean stale) {
        Answer answer = Answer.refused(401, "who are you?").quietly();
        for (String challenge : context.authentication().challenges(stale, basic())) {
            answer = answer.with("WWW-Authenticate", challenge);
        }
        return answer;
    }

    /** RFC 7617, 4: everybody on the way could read it. */
    private boolean basic() {
        return connection.secure() || context.settings().get().basic();
    }

    private InetAddress peer() {
        return connection.remote().getAddress();
    }

    /** @return null when the peer may watch, else the refusal */
    @Nullable
    Answer watch(StreamName stream) {
        return grant(Role.VIEWER, stream);
    }

    /** @return null when the peer may publish, even a stream that nobody defined, else the refusal */
    @Nullable
    Answer publish(StreamName stream) {
        if (isLocal()) {
            admit();
            return null;
        }
        return grant(Role.PUBLISHER, stream);
    }

    /** Whether the peer may speak to a stream's device: who has the role, and this machine while there are no users. */
    boolean mayTalk(StreamName stream) {
        Role needed = context.settings().get().talk();
        return needed != null && identity != null && (isLocal() || identity.may(needed, stream));
    }

    /** Somebody on this machine without credentials, while there are no users. */
    boolean isLocal() {
        return identity != null && identity.way() == Identity.Way.LOCAL;
    }

    private @Nullable Answer grant(Role role, StreamName stream) {
        if (identity == null || !identity.may(role, stream)) {
            return Answer.refused(
                    403, "that needs the role " + (role == Role.VIEWER ? "viewer" : "publisher") + " for " + stream);
        }
        // Now, not when the stream is joined: many viewers at once are not many strangers.
        admit();
        grantedRole = role;
        grantedStream = stream;
        return null;
    }

    /**
     * Whether a session may go on: not when its user was removed or changed. When the service that knows the users is
     * another one than at the beginning, it is asked with the proof from then.
     */
    CompletionStage<Boolean> stays() {
        Users users = context.users().get();
        Identity now = identity;
        if (users == null || now == null || users.isCurrent(now)) {
            return CompletableFuture.completedFuture(true);
        }
        if (isLocal()) {
            return CompletableFuture.completedFuture(known(users));
        }
        Credentials then = proof;
        if (then == null || Objects.equals(users, provedTo)) {
            return CompletableFuture.completedFuture(false);
        }
        return OnLoop.of(connection, users.login(then, peer())).thenApply(login -> renew(users, now, login));
    }

    private boolean renew(Users users, Identity before, Login login) {
        if (login instanceof Login.Busy) {
            return true; // it is asked again with the next check
        }
        StreamName stream = grantedStream;
        boolean same = login instanceof Login.Accepted accepted
                && accepted.identity().name().equals(before.name())
                && (stream == null || accepted.identity().may(grantedRole, stream));
        if (same && login instanceof Login.Accepted accepted) {
            identity = accepted.identity();
            provedTo = users;
        }
        return same;
    }
}
