/** What is asked about a thing: it tells one question from another, but does not say what it is about. */
export const ENGLISH_ASKING = `
stuff, item, items, product, products, goods, article, things, merchandise
when, how long, how soon, how fast, how quickly, how many days, what time, which day, time, date, duration
how much, how many, cost, price, fee, charge, rate, expensive
where, which place, location, located, find
how often, how many times, again, repeatedly, number of
not, no, never, cannot, wont, isnt, doesnt, nothing
me, myself, us
two, 2, pair, both, several, multiple
one, 1, single, one person
how, way, steps, procedure, process, instructions
`

/**
 * Words for one thing, a line each, as customers and shops use them; an ellipsis stands for up to three words. A word may
 * stand in several lines. What only one trade says belongs into the phrasings of its own FAQ.
 */
export const ENGLISH = `
where, address, location, located, directions
ship, send, dispatch, post, mail, send out, ship out, leave the warehouse
deliver, delivery, shipping, shipment, transit, transport, freight
arrive, arrival, get here, get … here, come, reach, show up, turn up, get it, receive, received, land
parcel, package, packet, box, shipment, consignment, delivery
postage, shipping cost, shipping fee, delivery charge, delivery fee, delivery cost, cost of delivery, cost of shipping, how much is shipping, shipping rate
courier, carrier, delivery company, delivery man, driver, postman, mailman, delivery service
abroad, overseas, international, internationally, foreign, other countries, outside, worldwide, country, countries, europe, america, usa, uk, canada, germany, france, australia, japan
track, tracking, trace, follow, where is my order, wheres my order, where is my parcel, wheres my parcel, where is my package, wheres my package, whereabouts, progress
stuck, not move, hasnt moved, no movement, not update, no update, delayed, delay, late, held up, overdue
lost, missing, never arrived, never came, never got, never received, didnt arrive, not arrived, not received, nothing, havent received, didnt get, stolen, disappeared, vanished, gone
missing, forgot, left out, incomplete, short, not in, part of, fewer, lacking, absent
pick up, pickup, pick … up, collect, collection, fetch, come by, in store, click and collect
change, edit, modify, alter, amend, update, correct, switch, replace
cancel, cancellation, call off, undo, revoke, withdraw, no longer want, dont want, changed my mind
combine, merge, together, one parcel, one box, same parcel, same box, consolidate, at once, stack, several, both
wrong, incorrect, mistake, error, mistaken, not right, typo, false, not what i ordered, something else
order, purchase, buy, bought, shop
buy, purchase, order, get, bought
available, in stock, stock, restock, back in stock, out of stock, sold out, availability, run out
preorder, reserve, reservation, book, booking, in advance, ahead, advance
past, previous, old, history, earlier, former, last year
minimum, least, smallest, at least, certain amount, lowest, limit
pay, payment, paying, paid, checkout
card, credit card, debit card, visa, mastercard, bank card, amex
fail, failed, failure, reject, rejected, decline, declined, refuse, not go through, not let, cant pay, not accepted, not work, doesnt work, isnt working, not working, invalid, not valid, does not work, error, problem, trouble
twice, two times, double, duplicate, again, two payments
instalment, installment, monthly, pay later, in parts, split, finance, credit, months
cash, on delivery, at the door, cod, pay the courier, pay the driver
invoice, receipt, bill, proof of purchase
vat, tax, duty, duties, customs, tariff, import tax
expire, expiry, expiration, run out, lapse, valid, validity, out of date, past its date, best before, use by
safe, secure, security, protected, encrypted, trust, harmless, danger, dangerous
return, send back, send … back, bring back, give back, take back, go back, returning, money back
refund, money back, my money, reimburse, reimbursement, get … money back, pay back, back in my account
exchange, swap, trade, change … for, replace, replacement, different size, another colour
broken, broke, break, crack, cracked, damage, damaged, smashed, shattered, chipped, in pieces, defective, faulty, dented, torn, leak
defect, defective, flaw, faulty, fault, imperfect, blemish, scratch
opened, open, unsealed, used, unpacked, tried
cheaper, price drop, price dropped, reduced, price difference, lower price, price went down, price match, price protection
discount, offer, deal, sale, promotion, promo, bargain, reduction, percent off, money off, something off, special, rebate
coupon, voucher, discount code, promo code, promotional code, code
new customer, first order, first purchase, first time, new here, new user, welcome
member, membership, loyalty, loyalty programme, club, vip, programme, program
level, tier, status, rank, gold, silver, platinum
benefit, advantage, perk, privilege, reward, bonus, get something
points, reward points, loyalty points, credits
earn, collect, gather, gain, accumulate
use, redeem, spend, apply, exchange, enter, pay with, put in
gift card, giftcard, gift voucher, gift certificate
balance, left on, remaining, how much is left, money left
recommend, refer, referral, invite, tell a friend, bring a friend, invitation
friend, friends, family, someone, somebody
recommend, suggest, suggestion, advice, advise, which one, should i, best, good for
account, profile, login
register, registration, sign up, signup, create an account, set up an account, make an account, open an account, join, enrol, without an account
sign in, log in, login, log on, access my account
password, passcode, pin
forgot, forget, forgotten, lost, dont remember, cant remember, reset
verification code, security code, sms code, code, otp, one time code, pin
text message, sms, text, message
phone, mobile, telephone, cell, phone number, call
number, phone number
delete, close, remove, erase, deactivate, terminate, cancel my account, get rid of
data, personal data, information, details, privacy, personal information, share
unsubscribe, opt out, stop, stop sending, no more, too many, spam
newsletter, email, e mail, emails, mailing list, advertising, advertisement, marketing, ads
review, rate, rating, feedback, comment, testimonial
beginner, new to, start, starter, novice, first time, never had, never tried, know nothing, try first
evening, night, before bed, bedtime, sleep, awake
caffeine, decaf, decaffeinated, caffeinated
pregnant, pregnancy, expecting, breastfeeding, nursing, baby
child, children, kids, kid, baby, toddler
origin, come from, made in, grown, grow, produced, source, manufactured, where from
organic, bio, natural, pesticide, chemicals, residue, additives
certificate, test report, lab report, certified, tested
fresh, freshness, new, production date, recent, harvest
shelf life, keep, last, go bad, how long does … keep
store, storage, keep, preserve, stored
fridge, refrigerator, freezer, cool
mould, mold, mouldy, moldy, musty, fungus, rotten, spoiled, off
smell, smells, scent, odour, odor, stink
difference, differ, different, versus, vs, compared, compare, or
sample, trial, taster, try, tasting, small pack, small amount, tester, try before
bag, sachet, pouch
temperature, hot, heat, degrees, celsius, boiling, warm, cold
amount, quantity, how many, grams, gram, spoon, spoons, weight, how much
prepare, make, ready
bitter, harsh, sour, strong, astringent, taste, tastes
cold, iced, ice, chilled, cool, summer
rinse, wash, clean, throw away, discard, cleaning, cleanse
stain, stains, mark, marks, spot, spots, dirt, residue
get rid of, remove, take off, clean
microwave, oven, heat up
dishwasher, machine, machine washable
size, capacity, volume, how big, large, big, small, dimensions, millilitre, measure
colour, color, shade, tone
picture, photo, image, website, description, pictured, shown
look, appear, same as, not like, different from
spare, replacement, single, separately, another, extra, part
burn, burnt, scald, too hot, fingers, hands
hold, handle, grip
induction, stove, hob, cooker, cooktop, gas, flame, fire, electric
lead, heavy metal, heavy metals, toxic, poisonous, harmful, food safe, food grade
engrave, engraving, personalise, personalize, personalised, custom, customise, customize, initials, name on, monogram, logo, print
wrap, wrapping, gift wrap, packaging, nice box, gift box, ribbon
gift, present
card, note, message, greeting, handwritten, letter
birthday, anniversary, christmas, wedding, holiday, festival
parents, mother, father, mum, mom, dad, grandmother, grandfather, grandparents
boss, colleague, colleagues, client, clients, staff, employees, team
company, business, corporate, firm, office, work, employer, companies
bulk, large quantity, many, large order, wholesale, volume
wholesale, reseller, distributor, retailer, dealer, resell, trade, franchise
shop, store, outlet, branch, showroom, physical store
opening hours, open, close, closing, closed, business hours, hours, opening times
sunday, saturday, weekend, weekday, monday, holidays, public holiday
class, course, lesson, workshop, event, learn, seminar
contact, reach, speak, talk, get in touch, call, support, customer service, help, agent, human, someone, person, people, representative, hotline
complain, complaint, dissatisfied, unhappy, angry, bad service, rude, terrible, awful, unacceptable, manager, supervisor
genuine, authentic, real, original, fake, counterfeit, imitation, replica
job, hiring, vacancy, career, apply, application, position
guarantee, warranty, guaranteed
repair, fix, mend, service
install, installation, setup, assemble, assembly, instructions, manual
free, for free, free of charge, gratis, no cost, without paying
photo, picture, screenshot
wait, waiting, yet, still, not yet
later, postpone, hold, not before, after, until, delay, schedule, certain day, specific day
who pays, who covers, at my cost, at your cost, do i have to pay, cost of sending
go to, which account, original card, where does … go
people, persons, guests
rent, rental, hire, lease, borrow, loan
equipment, gear, kit, device, tool, tools
deposit, down payment, security deposit, prepayment
warranty, guarantee, covered, coverage, claim, under warranty
fit, fits, fitting, too big, too small, too tight, too large, tight, loose, size
blister, blisters, hurt, hurts, pain, painful, rub, sore, uncomfortable
zip, zipper, button, strap, buckle, seam
leak, leaks, leaking, drip, water gets in, water comes in, rain gets in, not waterproof, wet
waterproof, water resistant, rain, rainproof, splash
wash, washing, washing machine, machine wash, laundry, launder, dry clean, detergent
winter, freezing, below zero, minus, frost, snow
warm, keep warm, heat, insulation, cosy
airplane, plane, flight, flights, fly, flying, airport, luggage, baggage, carry on
battery, batteries, power, rechargeable, accumulator
charge, charging, charger, recharge, plug in, usb
last, run time, runtime, battery life, endurance
screen, display, monitor, touchscreen
turn on, switch on, start, boot, power on, not turn on
app, application, software, program, website, site, page
download, install, installation, update, upgrade, version
connect, connection, pair, pairing, wifi, bluetooth, network, internet, offline
slow, lag, freeze, freezes, hang, crash, crashes
noise, noisy, loud, sound, quiet
trip, tour, excursion, hike, travel, journey, outing
group, team, together, party, class
book, booking, reserve, reservation, appointment, schedule, slot, table
seat, place, space, room, ticket, tickets, spot
hotel, room, accommodation, stay, night, check in, check out
breakfast, lunch, dinner, meal, menu, dish, food, eat
vegetarian, vegan, halal, gluten free, allergy, allergic, allergen, nuts, ingredients, ingredient, contain, contains
subscription, subscribe, plan, package, renew, renewal, auto renew
trial, free trial, demo, test
bank, account, iban, transfer, wire, bank transfer
loan, mortgage, interest, interest rate
insurance, insured, policy, damage cover
contract, terms, conditions, agreement, rules, policy
legal, law, tax, regulation
driver, licence, license, permit, id card, passport, identity, document, documents, papers
age, old, years old, minimum age, adult, minor
disabled, wheelchair, accessible, accessibility
parking, park, car park, garage
pet, pets, dog, cat, animal, animals
weight, weigh, heavy, light, kilo, kilos, kg, pounds
height, tall, length, long, width, wide, deep, depth
material, made of, fabric, cotton, leather, wood, plastic, steel, metal, glass
new, brand new, latest, newest, refurbished, second hand, used
gift receipt, present, gift
accept, take, support, allow, allowed, permitted, possible
cheap, inexpensive, affordable, budget, low price
student, students, school, teacher, senior, military
newsletter, subscribe, mailing
partner, cooperate, cooperation, affiliate, collaborate, sponsor
press, media, journalist, interview
sustainability, environment, environmental, eco, recycle, recycling, recycled, green
compare, comparison, better, best, difference
compatible, compatibility, works with, fit with, suitable, suit, suits
assemble, assembly, set up, put up, put together, pitch, build, instructions, manual, guide
instructions, manual, guide, tutorial, video, how does it work
adjust, adjustment, set, setting, settings, configure
replace, replacement, swap out, exchange
lose, lost, left behind, misplaced, stolen, lost property
sold, sell, have you got
mistake, by mistake, accident, accidentally, wrongly, oops
hours, opening, opening hours, business hours, working hours
`
