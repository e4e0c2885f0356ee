/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Who the users are, whether a password is theirs, and how often somebody may guess. */
@NullMarked
package io.sluice.auth;

import org.jspecify.annotations.NullMarked;
