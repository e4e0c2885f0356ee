/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.auth.PeerGate.Entry;
import io.sluice.auth.PeerGate.Outcome;
import io.sluice.auth.PeerGate.Verdict;
import io.sluice.lib.auth.PasswordHash;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at credentials: lets an attempt wait its turn, has it checked, holds back the answer to a wrong one. */
final class LoginDesk {
    private static final Logger LOG = LoggerFactory.getLogger(LoginDesk.class);

    /** Every answer is there by then. */
    static final long LIMIT_NS = TimeUnit.MILLISECONDS.toNanos(4500);

    private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long HELD_NS = TimeUnit.SECONDS.toNanos(1);
    /** Because of other attempts of the peer. */
    private static final Login NOT_ITS_TURN = new Login.Refused(Duration.ofSeconds(1));

    private static final Login BUSY = new Login.Busy(Duration.ofSeconds(1));
    private static final int MAX_HELD = 4096;

    private final LongSupplier clockNs;
    private final Later later;
    private final Later.Worker worker;
    private final Supplier<@Nullable Accounts> accounts;
    private final PeerGate gate;
    private final AuditLog audit;
    private final KnownPasswords known;
    private final PasswordCheck check;
    private final String randomHash;
    private final AtomicInteger held = new AtomicInteger();

    /** @param accounts null as long as the configuration is not known: attempts wait for it */
    LoginDesk(
            LongSupplier clockNs,
            Later later,
            Later.Worker worker,
            Supplier<@Nullable Accounts> accounts,
            KnownPasswords known) {
        this.clockNs = clockNs;
        this.later = later;
        this.worker = worker;
        this.accounts = accounts;
        this.known = known;
        SecureRandom random = new SecureRandom();
        gate = new PeerGate(clockNs);
        audit = new AuditLog(clockNs);
        check = new PasswordCheck(random);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        randomHash = HexFormat.of().formatHex(bytes);
    }

    CompletionStage<Login> login(Credentials credentials, InetAddress peer) {
        Attempt attempt = new Attempt(credentials, peer, clockNs.getAsLong() + LIMIT_NS);
        attempt.enter();
        return attempt.answer.minimalCompletionStage();
    }

    /** One attempt from its arrival to its answer. */
    private final class Attempt {
        private final Credentials credentials;
        private final InetAddress peer;
        private final PeerKey key;
        private final long deadlineNs;
        private final CompletableFuture<Login> answer = new CompletableFuture<>();
        /** The answer when the time is over. */
        private volatile Login inTime = BUSY;

        Attempt(Credentials credentials, InetAddress peer, long deadlineNs) {
            this.credentials = credentials;
            this.peer = peer;
            this.key = PeerKey.of(peer);
            this.deadlineNs = deadlineNs;
        }

        void enter() {
            Accounts now = accounts.get();
            if (now == null) {
                again(TURN_NS);
                return;
            }
            Entry entry = gate.enter(key);
            if (entry.verdict() == Verdict.ADMITTED) {
                look(now);
            } else if (entry.verdict() == Verdict.WAIT) {
                inTime = NOT_ITS_TURN;
                again(TURN_NS);
            } else if (entry.lockedNs() < leftNs()) {
                inTime = NOT_ITS_TURN;
                again(entry.lockedNs());
            } else {
                audit.unseen(peer, nameOf(credentials));
                answerAfter(HELD_NS, new Login.Refused(Duration.ofNanos(entry.lockedNs())));
            }
        }

        private void again(long delayNs) {
            if (delayNs > leftNs() || held.get() >= MAX_HELD) {
                answer.complete(inTime);
                return;
            }
            held.incrementAndGet();
            later.run(delayNs, () -> {
                held.decrementAndGet();
                enter();
            });
        }

        private void look(Accounts now) {
            try {
                lookAtKind(now);
            } catch (RuntimeException defect) {
                giveUp(defect);
            }
        }

        /** Of a protocol's proof, or of ours: nobody waits for ever because of it. */
        private void giveUp(RuntimeException defect) {
            LOG.atError().addKeyValue("event", "auth.defect").setCause(defect).log("An attempt to log in failed");
            unseen();
        }

        private void lookAtKind(Accounts now) {
            if (credentials instanceof Credentials.Password password) {
                look(now, password);
            } else if (credentials instanceof Credentials.Digest digest) {
                decide(find(now.named(digest.name()), digest), "digest");
            } else {
                decide(null, "token"); // right ones never come here
            }
        }

        private void look(Accounts now, Credentials.Password given) {
            if (given.password().length() > PasswordHash.MAX_PASSWORD) {
                decide(null, "password");
                return;
            }
            Account remembered = known.find(given.name(), given.password(), now);
            if (remembered != null) {
                decide(remembered, "password");
                return;
            }
            try {
                worker.run(() -> slowLook(now, given));
                later.run(Math.max(1, leftNs()), () -> answer.complete(inTime));
            } catch (RejectedExecutionException full) {
                unseen();
            }
        }

        private void slowLook(Accounts now, Credentials.Password given) {
            if (leftNs() <= 0) {
                unseen();
                return;
            }
            Account meanwhile = known.find(given.name(), given.password(), now);
            if (meanwhile != null) { // a client that asks for many things at once has its password computed once
                decide(meanwhile, "password");
                return;
            }
            try {
                Account found = check.find(now.named(given.name()), given.password());
                if (found != null) {
                    known.remember(given.password(), found);
                }
                decide(found, "password");
            } catch (RuntimeException defect) {
                giveUp(defect);
            }
        }

        private void unseen() {
            gate.leave(key, nameOf(credentials), Outcome.UNKNOWN);
            answer.complete(inTime);
        }

        private void decide(@Nullable Account found, String what) {
            String name = nameOf(credentials);
            if (found != null) {
                gate.leave(key, name, Outcome.RIGHT);
                answer.complete(new Login.Accepted(found.identity()));
                return;
            }
            long lockNs = gate.leave(key, name, Outcome.WRONG);
            audit.failed(peer, what, name);
            if (lockNs > 0) {
                audit.locked(peer, lockNs);
            }
            inTime = new Login.Refused(Duration.ofNanos(lockNs));
            answerAfter(lockNs, inTime);
        }

        private void answerAfter(long delayNs, Login login) {
            long waitNs = Math.min(delayNs, leftNs());
            if (waitNs <= 0 || held.get() >= MAX_HELD) {
                answer.complete(login);
                return;
            }
            held.incrementAndGet();
            later.run(waitNs, () -> {
                held.decrementAndGet();
                answer.complete(login);
            });
        }

        private long leftNs() {
            return deadlineNs - clockNs.getAsLong();
        }
    }

    private @Nullable Account find(List<Account> named, Credentials.Digest digest) {
        Account found = null;
        boolean compared = false;
        for (Account account : named) {
            String ha1 = account.ha1(digest.algorithm());
            if (ha1 != null) {
                compared = true;
                if (digest.proof().matches(ha1) && found == null) {
                    found = account;
                }
            }
        }
        if (!compared) {
            digest.proof().matches(randomHash);
        }
        return found;
    }

    private static String nameOf(Credentials credentials) {
        if (credentials instanceof Credentials.Password password) {
            return password.name();
        }
        return credentials instanceof Credentials.Digest digest ? digest.name() : Identity.LOCAL_NAME;
    }
}
