"""The template functions that exist (text/template, sprig v3.3, Argo CD's own) and are not read here."""

_NAMES = (
    "abbrev abbrevboth add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc bcrypt "
    "biggest buildCustomCert call camelcase cat ceil chunk compact concat date dateInZone dateModify "
    "date_in_zone date_modify decryptAES deepCopy deepEqual derivePassword dig div divf duration "
    "durationRound encryptAES fail float64 floor genCA genCAWithKey genPrivateKey genSelfSignedCert "
    "genSelfSignedCertWithKey genSignedCert genSignedCertWithKey hello html htmlDate htmlDateInZone "
    "htpasswd initials isAbs js kebabcase keys kindIs kindOf max maxf merge mergeOverwrite min minf mod "
    "mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas "
    "mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind "
    "mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit "
    "mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson mustUniq "
    "mustWithout must_date_modify now omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend "
    "push randAlpha randAlphaNum randAscii randBytes randInt randNumeric regexFind regexFindAll "
    "regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat reverse round "
    "semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha splitn "
    "subf substr swapcase title toDate toDecimal toPrettyJson toRawJson toStrings tpl trimall typeIs "
    "typeIsLike typeOf uniq unixEpoch unset until untilStep untitle urlJoin urlParse urlquery uuidv4 "
    "values without wrap wrapWith "
)

OTHERS = frozenset(_NAMES.split())
